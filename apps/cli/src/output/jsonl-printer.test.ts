import { describe, expect, it } from "vitest";
import { JsonlPrinter } from "./jsonl-printer.ts";

const tag = { final: false, delay: 0, probability: Math.fround(0.1), label: "DET", token: 'a"b', index: 3 };

describe("JsonlPrinter", () => {
  it("writes one object a line, keys in order, all bits of the probability", () => {
    const line =
      '{"index":3,"token":"a\\"b","label":"DET","probability":0.10000000149011612,"delay":0,"final":false}\n';
    expect(new JsonlPrinter().print([tag, tag])).toBe(line + line);
  });
});
