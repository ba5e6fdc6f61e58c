import type { KernelMemory } from "./kernel-memory.ts";

/** Bytes that the slab grows by, at least one slot. */
const BLOCK_BYTES = 65536;

/** Slots of one size in kernel memory: handed out, taken back and handed out again. */
export class Slab {
  readonly #memory: KernelMemory;
  readonly #slotBytes: number;
  readonly #free: number[] = [];

  constructor(memory: KernelMemory, slotBytes: number) {
    this.#memory = memory;
    this.#slotBytes = slotBytes;
  }

  /** The address of a slot of zeros. @throws MEMORY_EXHAUSTED */
  take(): number {
    const slot = this.takeUsed();
    this.#memory.f32.fill(0, slot / 4, (slot + this.#slotBytes) / 4);
    return slot;
  }

  /** The address of a slot that holds what its last use left. @throws MEMORY_EXHAUSTED */
  takeUsed(): number {
    if (this.#free.length === 0) {
      const count = Math.max(1, Math.floor(BLOCK_BYTES / this.#slotBytes));
      const block = this.#memory.allocate(count * this.#slotBytes);
      for (let i = count - 1; i >= 0; i--) this.#free.push(block + i * this.#slotBytes);
    }
    return this.#free.pop() as number;
  }

  release(slot: number): void {
    this.#free.push(slot);
  }
}
