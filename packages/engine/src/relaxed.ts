import relaxedKernelSource from "../build/kernels-relaxed.wasm";
import { capabilities } from "./capabilities.ts";
import type { KernelSource } from "./kernels/wasm.ts";

/**
 * Kernels that let the machine fuse multiply and add (WebAssembly relaxed SIMD): faster for f32
 * weights, as exact, but with bits of their own on each kind of machine. For `ModelOptions.kernels`;
 * undefined where the platform can't run them (Node 20 is one): the default kernels then serve.
 */
export function relaxedKernels(): KernelSource | undefined {
  return capabilities().relaxedSimd ? relaxedKernelSource : undefined;
}
