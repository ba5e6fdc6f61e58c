import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ModelConfig } from "./config.ts";
import { Model } from "./model.ts";
import { quantizeTensor, quantizeWeights } from "./quantize.ts";
import { randomWeights, seededNumbers } from "./reference/index.ts";
import { dequantize, isQuantized, largestInteger, type QuantizedTensor, type StoredWeights } from "./tensors.ts";
import { weightShapes } from "./weights.ts";

const formats = ["int16", "int8"] as const;

/** Rows of numbers of many magnitudes, rows of zeros and single large ones among them. */
const matrix = fc
  .record({
    rows: fc.integer({ min: 1, max: 6 }),
    columns: fc.integer({ min: 1, max: 40 }),
    seed: fc.nat(),
    exponents: fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 6, maxLength: 6 }),
    spiky: fc.boolean(),
    zeroRow: fc.nat(8),
  })
  .map(({ rows, columns, seed, exponents, spiky, zeroRow }) => {
    const random = seededNumbers(seed);
    const data = Float32Array.from({ length: rows * columns }, (_, i) => {
      const row = Math.floor(i / columns);
      if (row === zeroRow) return 0;
      const value = (2 * random() - 1) * 2 ** exponents[row];
      return spiky && random() < 0.05 ? 50 * value : value;
    });
    return { shape: [rows, columns], data };
  });

describe.each(formats)("a matrix in %s", (format) => {
  it("comes back within half a step, save where it is clipped to the largest", () => {
    fc.assert(
      fc.property(matrix, (tensor) => {
        const quantized = quantizeTensor(tensor, format);
        const back = dequantize(quantized);
        const largest = largestInteger(quantized.data);
        const [, columns] = tensor.shape;
        expect(back.shape).toEqual(tensor.shape);
        tensor.data.forEach((value, i) => {
          const scale = quantized.scales[Math.floor(i / columns)];
          const clipped = Math.abs(quantized.data[i]) === largest && Math.abs(value) > largest * scale;
          if (clipped) expect(Math.sign(back.data[i])).toBe(Math.sign(value));
          // What comes back is itself rounded to single precision.
          else expect(Math.abs(back.data[i] - value)).toBeLessThanOrEqual(0.5 * scale + 2 ** -23 * Math.abs(value));
        });
      }),
    );
  });

  it("holds no magnitude that the kernel can not sum, and nothing but zeros for a row of zeros", () => {
    fc.assert(
      fc.property(matrix, (tensor) => {
        const { data, scales } = quantizeTensor(tensor, format);
        const largest = largestInteger(data);
        const [rows, columns] = tensor.shape;
        expect(data.every((value) => Math.abs(value) <= largest)).toBe(true);
        expect(scales.length).toBe(rows);
        for (let r = 0; r < rows; r++) {
          const row = tensor.data.subarray(r * columns, (r + 1) * columns);
          expect(scales[r] > 0).toBe(row.some((value) => value !== 0));
          if (scales[r] === 0)
            expect(data.subarray(r * columns, (r + 1) * columns).every((value) => value === 0)).toBe(true);
        }
      }),
    );
  });

  it("keeps numbers that are whole multiples of a step", () => {
    const largest = format === "int8" ? 127 : 16383;
    const data = Float32Array.of(largest, -largest, 1, 0, -3, 64);
    const quantized = quantizeTensor(
      { shape: [2, 3], data: Float32Array.of(...data.subarray(0, 2), 1, 0, 0, 0) },
      format,
    );
    expect([...quantized.scales]).toEqual([1, 0]);
    expect([...quantized.data]).toEqual([largest, -largest, 1, 0, 0, 0]);
    expect([...dequantize(quantizeTensor({ shape: [1, 6], data }, format)).data]).toEqual([...data]);
  });
});

it("a matrix in int8 is clipped where the large number does not matter and the small ones do", () => {
  const random = seededNumbers(3);
  const data = Float32Array.from({ length: 50 }, () => 2 * random() - 1);
  data[7] = 1.5;
  const tensor = { shape: [1, 50], data };
  const importance = new Float64Array(50).fill(1);
  const momentsOf = (diagonal: Float64Array) =>
    Float64Array.from({ length: 2500 }, (_, i) => (i % 51 === 0 ? diagonal[i / 51] : 0));
  const errorOf = (quantized: QuantizedTensor) =>
    dequantize(quantized).data.reduce((sum, value, k) => sum + importance[k] * (value - data[k]) ** 2, 0);
  const plain = quantizeTensor(tensor, "int8");
  importance[7] = 0;
  const weighted = quantizeTensor(tensor, "int8", momentsOf(importance));
  expect(weighted.scales[0]).toBeLessThan(plain.scales[0]);
  expect(errorOf(weighted)).toBeLessThan(errorOf(plain));
});

describe.each(formats)("a matrix in %s that is rounded for what it multiplies", (format) => {
  /** What it multiplies: numbers that follow one another. */
  function inputs(random: () => number, columns: number): Float64Array[] {
    return Array.from({ length: 200 }, () => {
      let last = 0;
      return Float64Array.from({ length: columns }, () => {
        last = 0.9 * last + 2 * random() - 1;
        return last;
      });
    });
  }

  function momentsOf(xs: readonly Float64Array[], columns: number): Float64Array {
    const at = (i: number, j: number) => xs.reduce((sum, x) => sum + x[i] * x[j], 0) / xs.length;
    return Float64Array.from({ length: columns ** 2 }, (_, i) => at(Math.floor(i / columns), i % columns));
  }

  it("has products nearer to those of the floats", () => {
    const random = seededNumbers(9);
    const [rows, columns] = [20, 30];
    const tensor = { shape: [rows, columns], data: Float32Array.from({ length: 600 }, () => 2 * random() - 1) };
    const xs = inputs(random, columns);
    const errorOf = (quantized: QuantizedTensor) => {
      const { data } = dequantize(quantized);
      const product = (x: Float64Array, row: number) =>
        x.reduce((sum, value, k) => sum + value * (data[row * columns + k] - tensor.data[row * columns + k]), 0);
      return xs.reduce(
        (sum, x) => sum + Array.from({ length: rows }, (_, r) => product(x, r) ** 2).reduce((a, b) => a + b),
        0,
      );
    };
    const [plain, fitted] = [undefined, momentsOf(xs, columns)].map((moments) =>
      quantizeTensor(tensor, format, moments),
    );
    expect(errorOf(fitted)).toBeLessThan(0.5 * errorOf(plain));
  });

  it("is rounded as without where nothing it multiplies goes together", () => {
    fc.assert(
      fc.property(matrix, (tensor) => {
        const [, columns] = tensor.shape;
        const unit = Float64Array.from({ length: columns ** 2 }, (_, i) => (i % (columns + 1) === 0 ? 1 : 0));
        expect(quantizeTensor(tensor, format, unit)).toEqual(quantizeTensor(tensor, format));
      }),
    );
  });

  it("takes columns that are never met", () => {
    const tensor = { shape: [1, 3], data: Float32Array.of(1, -0.3, 0.7) };
    expect(quantizeTensor(tensor, format, new Float64Array(9))).toEqual(quantizeTensor(tensor, format));
  });
});

const config: ModelConfig = {
  input: { kind: "embedding", tables: [{ name: "word", rows: 6, size: 4 }] },
  layers: [
    { cell: "gru", hidden: 3, reset: "after" },
    { cell: "lstm", hidden: 2, peepholes: "current" },
  ],
  heads: [{ name: "class", size: 4, activation: "softmax" }],
};
const weights = randomWeights(config, seededNumbers(1));

describe("the weights of a model", () => {
  it("are integers where they are matrices, floats where they are vectors", () => {
    for (const format of formats) {
      const quantized = quantizeWeights(config, weights, format);
      for (const [name, shape] of weightShapes(config)) {
        if (shape.length === 1) expect(quantized[name]).toBe(weights[name]);
        else expect(quantized[name]).toEqual(quantizeTensor(weights[name], format));
      }
      expect(Object.keys(quantized)).toEqual([...weightShapes(config).keys()]);
    }
  });

  it("that are integers stay as they are", () => {
    const once = quantizeWeights(config, weights, "int8");
    expect(quantizeWeights(config, once, "int16")).toEqual(once);
  });
});

describe("WEIGHTS_INVALID where a quantised tensor", () => {
  const quantized = quantizeWeights(config, weights, "int8");
  const name = "layers.0.weightHh";
  const tensor = quantized[name];
  if (!isQuantized(tensor)) throw new Error("expected integers");
  const { shape, data, scales } = tensor;
  const wide = Int16Array.from(data);

  it.each<[string, StoredWeights]>([
    ["has another shape", { [name]: { shape: [3, 9], data, scales } }],
    ["has fewer numbers than its shape says", { [name]: { shape, data: data.subarray(1), scales } }],
    ["has a scale too few", { [name]: { shape, data, scales: scales.subarray(1) } }],
    ["has a scale too many", { [name]: { shape, data, scales: new Float32Array(scales.length + 1) } }],
    ["has a scale that is not finite", { [name]: { shape, data, scales: scales.with(2, Number.POSITIVE_INFINITY) } }],
    ["holds −128", { [name]: { shape, data: data.with(5, -128), scales } }],
    ["holds 16384", { [name]: { shape, data: wide.with(5, 16384), scales } }],
    ["holds −16384", { [name]: { shape, data: wide.with(5, -16384), scales } }],
    ["holds others than 8 or 16 bits", { [name]: { shape, data: Int32Array.from(data) as never, scales } }],
    ["has doubles as scales", { [name]: { shape, data, scales: Float64Array.from(scales) as never } }],
    ["is a vector", { "layers.0.bias": { shape: [9], data: new Int8Array(9), scales: new Float32Array(9) } }],
  ])("%s", (_, change) => {
    expect(codeOf(() => Model.create(config, { ...quantized, ...change }))).toBe("WEIGHTS_INVALID");
  });

  it("but not where all is well", () => {
    expect(codeOf(() => Model.create(config, { ...quantized, [name]: { shape, data: wide, scales } }))).toBe(undefined);
  });
});
