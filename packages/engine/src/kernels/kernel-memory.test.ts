import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import kernelSource from "../../build/kernels.wasm";
import { KernelMemory } from "./kernel-memory.ts";
import { Slab } from "./slab.ts";
import { instantiate, type WasmMemory } from "./wasm.ts";

function freshMemory(): KernelMemory {
  const kernels = instantiate<{ memory: WasmMemory; heapBase(): number }>(kernelSource);
  return new KernelMemory(kernels.memory, kernels.heapBase());
}

it("allocations are aligned, zero, apart from each other, and outlive growth", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30_000 }), { maxLength: 30 }), (lengths) => {
      const memory = freshMemory();
      const places = lengths.map((length, i) => {
        const address = memory.allocate(length * 4);
        expect(address % 16).toBe(0);
        const values = memory.f32.subarray(address / 4, address / 4 + length);
        expect(values.length).toBe(length);
        expect(values.every((value) => value === 0)).toBe(true);
        values.fill(i + 1);
        return { address, length };
      });
      places.forEach(({ address, length }, i) => {
        const values = memory.f32.subarray(address / 4, address / 4 + length);
        expect(values.every((value) => value === i + 1)).toBe(true);
      });
    }),
    { numRuns: 30 },
  );
});

it("counts its growths, and both views see the grown memory", () => {
  const memory = freshMemory();
  const { f32, generation } = memory;
  memory.allocate(16);
  expect([memory.generation, f32.length > 0]).toEqual([generation, true]);
  const address = memory.allocate(f32.byteLength);
  expect([memory.generation, f32.length]).toEqual([generation + 1, 0]);
  memory.f32[address / 4] = 1;
  expect(memory.i32[address / 4]).toBe(0x3f800000);
});

it("many small allocations grow it few times", () => {
  const memory = freshMemory();
  for (let i = 0; i < 20_000; i++) memory.allocate(1024);
  expect(memory.generation).toBeLessThan(40);
});

it("gives back what was allocated since a mark", () => {
  const memory = freshMemory();
  memory.allocate(10);
  const mark = memory.mark();
  const first = memory.allocate(100);
  memory.release(mark);
  expect(memory.allocate(100)).toBe(first);
});

it("zeros are zeros, also where something was before", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 20 }), (lengths) => {
      const memory = freshMemory();
      for (const length of lengths) {
        const mark = memory.mark();
        for (const bytes of [length * 4, 16]) {
          const address = memory.allocateZeros(bytes);
          const values = memory.f32.subarray(address / 4, (address + bytes) / 4);
          expect(values.every((value) => value === 0)).toBe(true);
          values.fill(1);
        }
        if (length % 3 > 0) memory.release(mark);
      }
    }),
    { numRuns: 30 },
  );
});

it("MEMORY_EXHAUSTED past 4 GiB, and it goes on with what there is", () => {
  const memory = freshMemory();
  const { generation } = memory;
  expect(codeOf(() => memory.allocate(2 ** 32))).toBe("MEMORY_EXHAUSTED");
  expect(memory.generation).toBe(generation);
  expect(memory.allocate(16)).toBe(Math.ceil(memory.mark() / 16) * 16 - 16);
});

it("a slab hands each slot to one holder at a time, zeroed", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 200 }), fc.constantFrom(32, 4096, 100_000), (takes, bytes) => {
      const memory = freshMemory();
      const slab = new Slab(memory, bytes);
      const held: number[] = [];
      for (const take of takes) {
        if (take || held.length === 0) {
          const slot = slab.take();
          const values = memory.f32.subarray(slot / 4, (slot + bytes) / 4);
          expect(values.every((value) => value === 0)).toBe(true);
          values.fill(1);
          expect(held.every((other) => Math.abs(other - slot) >= bytes)).toBe(true);
          held.push(slot);
        } else {
          slab.release(held.shift() as number);
        }
      }
    }),
    { numRuns: 30 },
  );
});
