import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dtype } from "./dtype.ts";
import { float32Of } from "./float32-of.ts";

/** The numbers of 16-bit patterns. */
const of16 = (dtype: Dtype, ...patterns: number[]): number[] => [
  ...float32Of("x", dtype, new Uint8Array(Uint16Array.from(patterns).buffer)),
];

describe("floats of a file", () => {
  it("F16: normal, subnormal, largest, infinite, NaN, both zeros", () => {
    const numbers = of16("F16", 0x3c00, 0xc000, 0x3555, 0x0001, 0x03ff, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x0000, 0x8000);
    expect(numbers).toEqual([
      1,
      -2,
      0.333251953125,
      2 ** -24,
      1023 * 2 ** -24,
      65504,
      Infinity,
      -Infinity,
      Number.NaN,
      0,
      -0,
    ]);
  });

  it("BF16 is the upper half of F32", () => {
    expect(of16("BF16", 0x3f80, 0xc049, 0x7f80, 0x8000)).toEqual([1, -3.140625, Infinity, -0]);
  });

  it("F32 and F64 in either order of bytes, from an odd address", () => {
    const numbers = fc.array(fc.float({ noNaN: true }), { maxLength: 9 });
    fc.assert(
      fc.property(numbers, fc.constantFrom("F32", "F64"), fc.boolean(), (list, dtype, littleEndian) => {
        const width = dtype === "F32" ? 4 : 8;
        const bytes = new Uint8Array(1 + list.length * width).subarray(1);
        const view = new DataView(bytes.buffer, 1);
        list.forEach((value, i) => {
          if (dtype === "F32") view.setFloat32(i * width, value, littleEndian);
          else view.setFloat64(i * width, value, littleEndian);
        });
        expect([...float32Of("x", dtype as Dtype, bytes, littleEndian)]).toEqual(list);
      }),
    );
  });

  it("are no view of the file", () => {
    const bytes = new Uint8Array(4);
    const numbers = float32Of("x", "F32", bytes);
    bytes.fill(0x3f);
    expect(numbers[0]).toBe(0);
  });

  it.each<Dtype>(["I64", "BOOL", "F8_E4M3"])("%s is none", (dtype) => {
    expect(codeOf(() => float32Of("x", dtype, new Uint8Array(8)))).toBe("WEIGHTS_INVALID");
  });
});
