import type { InputConfig } from "@rivulet/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valueReader } from "./read-value.ts";

const dense: InputConfig = { kind: "dense", size: 2 };
const oneHot: InputConfig = { kind: "one-hot", size: 5 };
const embedding: InputConfig = { kind: "embedding", tables: [{ name: "word", rows: 5, size: 3 }] };
const mixed: InputConfig = { ...embedding, dense: 2 };

const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
const id = fc.nat(4);

describe("a value", () => {
  it("of numbers is their vector, to the bit", () => {
    fc.assert(
      fc.property(fc.tuple(finite, finite), (numbers) => {
        const json = JSON.parse(JSON.stringify(numbers));
        expect(valueReader(dense, "x")(json)).toEqual(Float32Array.from(json));
      }),
    );
  });

  it.each([oneHot, embedding])("of $kind is an id or several", (config) => {
    fc.assert(
      fc.property(fc.oneof(id, fc.array(id)), (value) => {
        const expected = typeof value === "number" ? value : Int32Array.from(value);
        expect(valueReader(config, "x")(value)).toEqual(expected);
      }),
    );
  });

  it("is both where the model takes both", () => {
    expect(valueReader(mixed, "x")({ ids: [1, 2], dense: [0.5, -1] })).toEqual({
      ids: Int32Array.of(1, 2),
      dense: Float32Array.of(0.5, -1),
    });
  });

  it.each<[string, InputConfig, unknown]>([
    ["MESSAGE_INVALID", dense, undefined],
    ["MESSAGE_INVALID", dense, 1],
    ["MESSAGE_INVALID", dense, [1, "2"]],
    ["MESSAGE_INVALID", dense, [1, null]],
    ["INPUT_INVALID", dense, [1]],
    ["INPUT_INVALID", dense, [1, 1e300]],
    ["MESSAGE_INVALID", oneHot, undefined],
    ["MESSAGE_INVALID", oneHot, "1"],
    ["MESSAGE_INVALID", oneHot, 1.5],
    ["MESSAGE_INVALID", oneHot, -1],
    ["MESSAGE_INVALID", oneHot, [2 ** 32 + 1]],
    ["INPUT_INVALID", oneHot, 5],
    ["INPUT_INVALID", embedding, [0, 5]],
    ["INPUT_INVALID", embedding, Array(257).fill(0)],
    ["MESSAGE_INVALID", mixed, [1]],
    ["MESSAGE_INVALID", mixed, { ids: 1 }],
    ["MESSAGE_INVALID", mixed, { dense: [1, 2] }],
    ["INPUT_INVALID", mixed, { ids: 9, dense: [1, 2] }],
  ])("is refused with %s for %j: %j", (code, config, value) => {
    expect(() => valueReader(config, "x")(value)).toThrow(expect.objectContaining({ code }));
  });

  it("of any kind is an input or refused", () => {
    const configs = fc.constantFrom(dense, oneHot, embedding, mixed);
    const allowed = expect.stringMatching(/^(MESSAGE|INPUT)_INVALID$/);
    fc.assert(
      fc.property(configs, fc.jsonValue(), (config, value) => {
        try {
          valueReader(config, "x")(value);
        } catch (error) {
          expect(error).toMatchObject({ code: allowed });
        }
      }),
    );
  });
});
