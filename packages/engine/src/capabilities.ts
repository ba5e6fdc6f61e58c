import { isValidWasm } from "./kernels/wasm.ts";

/** What this platform can run. */
export interface Capabilities {
  /** 128-bit SIMD, which the engine needs. */
  readonly simd: boolean;
  /** Relaxed SIMD, for the opt-in kernels of `@rivulet/engine/relaxed`. */
  readonly relaxedSimd: boolean;
  /** Memory that threads share. */
  readonly sharedMemory: boolean;
}

const HEADER = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10];
/** i8x16.popcnt(i8x16.splat(0)) */
const SIMD = [...HEADER, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
/** i8x16.relaxed_swizzle(i8x16.splat(1), i8x16.splat(2)) */
const RELAXED_SIMD = [...HEADER, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11];

export function capabilities(): Capabilities {
  return {
    simd: isValidWasm(Uint8Array.from(SIMD)),
    relaxedSimd: isValidWasm(Uint8Array.from(RELAXED_SIMD)) && !isOldV8(),
    sharedMemory: typeof SharedArrayBuffer !== "undefined",
  };
}

/**
 * V8 before 12 (Node 20): takes relaxed SIMD behind a flag and gives wrong results, and keeps few vectors in registers. Told
 * by `Array.fromAsync`, which came with 12.1.
 */
export function isOldV8(): boolean {
  return !("fromAsync" in Array);
}
