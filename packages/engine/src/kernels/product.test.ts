import fc from "fast-check";
import { expect, it } from "vitest";
import kernelSource from "../../build/training-kernels.wasm";
import { firstDifference, wordsOf } from "../../test/bits.ts";
import { seededNumbers } from "../reference/index.ts";
import { KernelMemory } from "./kernel-memory.ts";
import { packPanels } from "./panels.ts";
import { instantiate, type WasmMemory } from "./wasm.ts";

interface Kernels {
  readonly memory: WasmMemory;
  heapBase(): number;
  addProduct(
    panels: number,
    rows: number,
    k: number,
    xs: number,
    xOffset: number,
    zs: number,
    zOffset: number,
    count: number,
  ): void;
}

/** Columns that are summed by themselves. */
const BLOCK = 24;

/** z + W x in the order that every kernel must keep: block after block, each product and each sum rounded to single. */
function expected(w: Float32Array, x: Float32Array, z: Float32Array): Float32Array {
  return z.map((start, row) => {
    let total = start;
    for (let first = 0; first < x.length; first += BLOCK) {
      const block = x.subarray(first, first + BLOCK);
      const sum = block.reduce(
        (sum, value, k) => Math.fround(sum + Math.fround(value * w[row * x.length + first + k])),
        0,
      );
      total = Math.fround(total + sum);
    }
    return total;
  });
}

it("z += W x adds blocks of columns in single precision, to the bit, for one or many vectors", () => {
  fc.assert(
    fc.property(
      fc.record({
        rows: fc.integer({ min: 1, max: 12 }).map((panels) => 8 * panels),
        columns: fc.integer({ min: 1, max: 80 }),
        count: fc.integer({ min: 1, max: 5 }),
        seed: fc.nat(),
      }),
      ({ rows, columns, count, seed }) => {
        const kernels = instantiate<Kernels>(kernelSource);
        const memory = new KernelMemory(kernels.memory, kernels.heapBase());
        const random = seededNumbers(seed);
        const numbers = (length: number) => Float32Array.from({ length }, () => 2 * random() - 1);
        const at = (address: number, length: number) => memory.f32.subarray(address / 4, address / 4 + length);

        const w = numbers(rows * columns);
        const panels = memory.allocate(w.byteLength);
        packPanels(
          at(panels, w.length),
          w,
          columns,
          Int32Array.from({ length: rows }, (_, row) => row),
        );
        const [xs, zs] = [memory.allocate(count * 4), memory.allocate(count * 4)];
        // Sixteen bytes in front of each vector, which the offsets of the call skip.
        const jobs = Array.from({ length: count }, (_, job) => {
          const [x, z] = [numbers(columns), numbers(rows)];
          const [xAddress, zAddress] = [memory.allocate(16 + x.byteLength), memory.allocate(16 + z.byteLength)];
          at(xAddress + 16, columns).set(x);
          at(zAddress + 16, rows).set(z);
          memory.i32[xs / 4 + job] = xAddress;
          memory.i32[zs / 4 + job] = zAddress;
          return { zAddress, sum: expected(w, x, z) };
        });
        kernels.addProduct(panels, rows, columns, xs, 16, zs, 16, count);
        for (const { zAddress, sum } of jobs) {
          expect(firstDifference(wordsOf(at(zAddress + 16, rows)), wordsOf(sum))).toBe(-1);
        }
      },
    ),
  );
});
