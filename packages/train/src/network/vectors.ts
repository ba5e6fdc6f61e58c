import type { KernelMemory } from "@rivulet/engine/training";

/** Vectors of one length in kernel memory and the array of their addresses, as the kernels take them. */
export interface Vectors {
  /** Address of the first vector; vector i starts at base + i · bytes. */
  readonly base: number;
  /** Bytes of a vector. */
  readonly bytes: number;
  readonly count: number;
  /** Address of the array of addresses. */
  readonly addresses: number;
}

/** Room for `count` vectors of `floats` numbers (a multiple of 4), zeroed. */
export function allocateVectors(memory: KernelMemory, count: number, floats: number): Vectors {
  const bytes = floats * 4;
  const base = memory.allocate(count * bytes);
  memory.f32.fill(0, base / 4, (base + count * bytes) / 4);
  const addresses = allocateAddresses(memory, count, (i) => base + i * bytes);
  return { base, bytes, count, addresses };
}

/** An array of addresses. */
export function allocateAddresses(memory: KernelMemory, count: number, address: (i: number) => number): number {
  const addresses = memory.allocate(count * 4);
  for (let i = 0; i < count; i++) memory.i32[addresses / 4 + i] = address(i);
  return addresses;
}
