import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completePart, editOf } from "./text-edit.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n") });

describe("what is said of a text", () => {
  it("ends with its last white space", () => {
    expect([completePart("The cats th"), completePart("The "), completePart("The"), completePart("")]).toEqual([
      "The cats ",
      "The ",
      "",
      "",
    ]);
  });

  it("adds up to the complete words of the text as it is now, however it was edited", () => {
    fc.assert(
      fc.property(fc.array(text), (versions) => {
        let said = "";
        let heard = "";
        for (const version of versions) {
          const complete = completePart(version);
          const { restart, push } = editOf(said, complete);
          heard = (restart ? "" : heard) + push;
          said = complete;
        }
        expect(heard).toBe(completePart(versions.at(-1) ?? ""));
      }),
    );
  });

  it("starts anew only where what was said has changed", () => {
    expect(editOf("The ", "The cats ")).toEqual({ restart: false, push: "cats " });
    expect(editOf("The cats ", "The dogs ")).toEqual({ restart: true, push: "The dogs " });
  });
});
