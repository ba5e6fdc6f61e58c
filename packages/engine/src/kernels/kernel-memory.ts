import { RivuletError } from "@rivulet/errors";
import type { WasmMemory } from "./wasm.ts";

const PAGE = 65536;
const LIMIT = 2 ** 32 - PAGE;

/** The memory of one kernel instance: a bump allocator, and views that are made anew when the memory grows. */
export class KernelMemory {
  readonly #memory: WasmMemory;
  #top: number;
  /** Where memory that was never given out starts: it is zeros. */
  #fresh: number;
  /** Counts growths: a view made at another count is detached. */
  generation = 0;
  f32: Float32Array;
  i32: Int32Array;

  constructor(memory: WasmMemory, heapBase: number) {
    this.#memory = memory;
    this.#top = heapBase;
    this.#fresh = heapBase;
    this.f32 = new Float32Array(memory.buffer);
    this.i32 = new Int32Array(memory.buffer);
  }

  /** Where the next allocation starts: for `release`. */
  mark(): number {
    return this.#top;
  }

  /** Gives back all that was allocated since `mark`; what is allocated there next is not zeros. */
  release(mark: number): void {
    this.#fresh = Math.max(this.#fresh, this.#top);
    this.#top = mark;
  }

  /** Address of `bytes` bytes, aligned to 16; zeros where nothing was released. */
  allocate(bytes: number): number {
    const address = Math.ceil(this.#top / 16) * 16;
    const top = address + bytes;
    const have = this.f32.byteLength;
    if (top > have) this.#grow(top - have);
    this.#top = top;
    return address;
  }

  /** Address of `bytes` bytes (a multiple of 4) of zeros, aligned to 16. */
  allocateZeros(bytes: number): number {
    const address = this.allocate(bytes);
    const used = Math.min(address + bytes, this.#fresh);
    if (used > address) this.f32.fill(0, address / 4, Math.ceil(used / 4));
    return address;
  }

  #grow(missing: number): void {
    const have = this.f32.byteLength;
    // A quarter more than asked for, so that many small allocations do not each detach every view.
    const pages = Math.ceil(Math.max(missing, Math.min(have / 4, LIMIT - have)) / PAGE);
    try {
      if (have + missing > LIMIT) throw new RangeError("4 GiB");
      this.#memory.grow(pages);
    } catch (cause) {
      throw new RivuletError(
        "MEMORY_EXHAUSTED",
        `expected room for ${missing} more bytes after ${have}, the memory can not grow`,
        {
          cause,
        },
      );
    }
    this.f32 = new Float32Array(this.#memory.buffer);
    this.i32 = new Int32Array(this.#memory.buffer);
    this.generation++;
  }
}
