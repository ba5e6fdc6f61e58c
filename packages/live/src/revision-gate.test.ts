import { describe, expect, it } from "vitest";
import { mayRevise } from "./revision-gate.ts";

describe("mayRevise", () => {
  it("lets everything through by default", () => {
    expect(mayRevise({}, 0.25, 0.25)).toBe(true);
  });

  it("asks for the margin over the standing label", () => {
    expect(mayRevise({ margin: 0.25 }, 0.5, 0.25)).toBe(true);
    expect(mayRevise({ margin: 0.25 }, 0.5, 0.375)).toBe(false);
  });
});
