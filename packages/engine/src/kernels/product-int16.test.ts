import fc from "fast-check";
import { describe, expect, it } from "vitest";
import kernelSource from "../../build/kernels.wasm";
import dotKernelSource from "../../build/kernels-dot.wasm";
import { firstDifference, wordsOf } from "../../test/bits.ts";
import { capabilities } from "../capabilities.ts";
import { seededNumbers } from "../reference/index.ts";
import { largestInteger, type QuantizedTensor } from "../tensors.ts";
import { KernelMemory } from "./kernel-memory.ts";
import { allocateMatrix, allocateOperands, matrixFormat, writeMatrix } from "./matrix-record.ts";
import { instantiate, type KernelSource, type WasmMemory } from "./wasm.ts";

interface Kernels {
  readonly memory: WasmMemory;
  heapBase(): number;
  hasInt8(): number;
  setTwoColumns(on: number): void;
  addMatrixProduct(matrix: number, xs: number, xOffset: number, zs: number, zOffset: number, count: number): void;
}

/** The largest magnitude of an operand, and of a sum of its products. */
const [LARGEST, LARGEST_SUM] = [8191, 2 ** 31 - 1];
const { fround } = Math;

/** To the nearest whole number, halves to the even one. */
function nearest(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** x in 13 bits: what it is multiplied with, and its scale. */
function quantizeVector(x: Float32Array): { scale: number; integers: number[] } {
  const top = x.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const inverse = top > 0 ? fround(LARGEST / top) : 0;
  return { scale: fround(top / LARGEST), integers: Array.from(x, (value) => nearest(fround(value * inverse))) };
}

/** Columns whose products are summed as integers: the most pairs in a row that can't overflow, wherever they start. */
function blockOf({ shape: [rows, columns], data }: QuantizedTensor): number {
  const sumsBefore = Array.from({ length: rows }, (_, row) => {
    const sums = new Float64Array(columns + 1);
    for (let k = 0; k < columns; k++) sums[k + 1] = sums[k] + Math.abs(data[row * columns + k]);
    return sums;
  });
  const fits = (block: number) =>
    sumsBefore.every((sums) =>
      sums.every((before, k) => k % 2 === 1 || (sums[Math.min(k + block, columns)] - before) * LARGEST <= LARGEST_SUM),
    );
  let [least, most] = [2, columns + (columns % 2)];
  while (least < most) {
    const middle = 2 * Math.ceil((least + most) / 4);
    if (fits(middle)) least = middle;
    else most = middle - 2;
  }
  return least;
}

/** z + W x as the kernel is to do it, operation by operation. */
function expected(w: QuantizedTensor, x: Float32Array, z: Float32Array) {
  const [rows, columns] = w.shape;
  const { data, scales } = w;
  const { scale, integers } = quantizeVector(x);
  const sums = z.slice(0, rows);
  const block = blockOf(w);
  for (let row = 0; row < rows; row++) {
    const factor = fround(scales[row] * scale);
    let total = 0;
    for (let first = 0; first < columns; first += block) {
      let sum = 0;
      for (let k = first; k < Math.min(first + block, columns); k++) sum += data[row * columns + k] * integers[k];
      total = fround(total + fround(sum));
    }
    sums[row] = fround(sums[row] + fround(total * factor));
  }
  return sums;
}

/** z + W x by every kernel that this Node can run, in every way, for every x in one call: all give the same bits. */
function product(w: QuantizedTensor, xs: readonly Float32Array[], zs: readonly Float32Array[]): Float32Array[] {
  const [first, ...others] = ways.map((way) => productBy(way, w, xs, zs));
  for (const other of others) {
    other.forEach((sums, job) => {
      expect(firstDifference(wordsOf(sums), wordsOf(first[job]))).toBe(-1);
    });
  }
  return first;
}

interface Way {
  readonly source: KernelSource;
  readonly twoColumns: number;
}

const sources: readonly KernelSource[] = capabilities().relaxedSimd ? [kernelSource, dotKernelSource] : [kernelSource];
const ways: readonly Way[] = sources.flatMap((source) => [0, 1].map((twoColumns) => ({ source, twoColumns })));

/** The matrix's rows are in the order of `rowMap`. */
function productBy(
  { source, twoColumns }: Way,
  w: QuantizedTensor,
  xs: readonly Float32Array[],
  zs: readonly Float32Array[],
): Float32Array[] {
  const kernels = instantiate<Kernels>(source);
  kernels.setTwoColumns(twoColumns);
  const memory = new KernelMemory(kernels.memory, kernels.heapBase());
  const [rows, columns] = w.shape;
  const rowMap = Int32Array.from({ length: Math.ceil(rows / 8) * 8 }, (_, row) => (row < rows ? row : -1));
  const operands = allocateOperands(memory, xs.length, columns, kernels.hasInt8() !== 0);
  const matrix = allocateMatrix(memory, rowMap, columns, matrixFormat(w, columns, operands), operands);
  writeMatrix(memory, matrix, w, columns);
  const [xAddresses, zAddresses] = [memory.allocate(xs.length * 4), memory.allocate(xs.length * 4)];
  const places = xs.map((x, job) => {
    const [from, to] = [memory.allocate(16 + x.byteLength), memory.allocate(16 + rowMap.length * 4)];
    memory.f32.set(x, from / 4 + 4);
    memory.f32.set(zs[job], to / 4 + 4);
    memory.i32[xAddresses / 4 + job] = from;
    memory.i32[zAddresses / 4 + job] = to;
    return to / 4 + 4;
  });
  // Sixteen bytes in front of each vector, which the offsets of the call skip.
  kernels.addMatrixProduct(matrix.address, xAddresses, 16, zAddresses, 16, xs.length);
  return places.map((at) => memory.f32.slice(at, at + rows));
}

function randomMatrix(rows: number, columns: number, eightBits: boolean, random: () => number): QuantizedTensor {
  const data = eightBits ? new Int8Array(rows * columns) : new Int16Array(rows * columns);
  const largest = largestInteger(data);
  for (let i = 0; i < data.length; i++) data[i] = Math.floor(random() * (2 * largest + 1)) - largest;
  return { shape: [rows, columns], data, scales: Float32Array.from({ length: rows }, () => random() / 100) };
}

const shape = fc.record({
  rows: fc.integer({ min: 1, max: 75 }),
  columns: fc.oneof(
    fc.integer({ min: 1, max: 70 }),
    fc.constantFrom(511, 512, 513, 514, 1023, 1024, 1025, 2064, 2065),
    fc.integer({ min: 500, max: 1600 }),
  ),
  count: fc.integer({ min: 1, max: 5 }),
  eightBits: fc.boolean(),
  seed: fc.nat(),
});

it("z += W x is the exact sum of each block of columns, scaled and added in single precision, to the bit", () => {
  fc.assert(
    fc.property(shape, ({ rows, columns, count, eightBits, seed }) => {
      const random = seededNumbers(seed);
      const w = randomMatrix(rows, columns, eightBits, random);
      const vectors = (length: number) =>
        Array.from({ length: count }, () => Float32Array.from({ length }, () => 2 * random() - 1));
      const [xs, zs] = [vectors(columns), vectors(rows)];
      product(w, xs, zs).forEach((sums, job) => {
        expect(firstDifference(wordsOf(sums), wordsOf(expected(w, xs[job], zs[job])))).toBe(-1);
      });
    }),
  );
});

it("sums of the largest magnitudes do not overflow", () => {
  const longest = [Int16Array, Int8Array].flatMap((type) =>
    [15, 16, 17, 18, 127, 1024, 2064, 2065].map((columns) => ({ type, columns })),
  );
  for (const { type, columns } of longest) {
    const largest = type === Int8Array ? 127 : 16383;
    const data = new type(2 * columns).fill(largest).fill(-largest, columns);
    const w = { shape: [2, columns], data, scales: Float32Array.of(1, 1) };
    const [x, z] = [new Float32Array(columns).fill(1), new Float32Array(2)];
    const [sums] = product(w, [x], [z]);
    expect(firstDifference(wordsOf(sums), wordsOf(expected(w, x, z)))).toBe(-1);
    expect(sums[0] / (largest * columns)).toBeCloseTo(1, 6);
    expect(sums[1]).toBe(-sums[0]);
  }
});

/** The unit matrix with scale 1: its product shows what the kernel makes of x. */
function unit(size: number): QuantizedTensor {
  const data = new Int16Array(size * size);
  for (let i = 0; i < size; i++) data[i * size + i] = 1;
  return { shape: [size, size], data, scales: new Float32Array(size).fill(1) };
}

function rounded(...x: number[]): Float32Array {
  const [vector, zeros] = [Float32Array.from(x), new Float32Array(x.length)];
  const [sums] = product(unit(x.length), [vector], [zeros]);
  expect(firstDifference(wordsOf(sums), wordsOf(expected(unit(x.length), vector, zeros)))).toBe(-1);
  return sums;
}

describe("an operand in 13 bits", () => {
  it("of zeros is zeros", () => {
    for (const length of [1, 7, 8, 9, 16, 17])
      expect(rounded(...new Array<number>(length).fill(0))).toEqual(new Float32Array(length));
  });

  it("keeps its largest magnitude, whatever the sign, and rounds the rest by half an 8191st of it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 1, maxLength: 40 }),
        (numbers) => {
          const top = Math.max(...numbers.map(Math.abs));
          fc.pre(top > 1e-30);
          rounded(...numbers).forEach((value, i) => {
            const bound = Math.abs(numbers[i]) === top ? 1e-6 * top : (0.501 * top) / LARGEST;
            expect(Math.abs(value - numbers[i])).toBeLessThanOrEqual(bound);
          });
        },
      ),
    );
  });

  it("loses what is small beside one huge number", () => {
    const x = new Array<number>(11).fill(1);
    x[9] = -3e38;
    const sums = rounded(...x);
    expect(sums[9]).toBeLessThan(-2.99e38);
    expect(sums.filter((value) => value !== 0)).toHaveLength(1);
  });

  it("of numbers too small for a scale stays as small", () => {
    const tiny = fround(1e-35);
    fc.assert(
      fc.property(fc.array(fc.float({ min: -tiny, max: tiny, noNaN: true }), { minLength: 1, maxLength: 20 }), (x) => {
        expect(
          product(unit(x.length), [Float32Array.from(x)], [new Float32Array(x.length)])[0].every(
            (value) => Math.abs(value) < 1e-30,
          ),
        ).toBe(true);
      }),
    );
  });

  it("rounds halves to even, in vectors and in what is left over", () => {
    const x = [LARGEST, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 3.5];
    expect([...rounded(...x, ...x.slice(1, 4))]).toEqual([LARGEST, 0, 2, 2, -0, -2, -2, 4, 0, 2, 2].map((v) => v + 0));
  });
});
