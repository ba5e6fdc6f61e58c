import type { KernelMemory } from "@rivulet/engine/training";
import type { StepGrid } from "./step-grid.ts";
import { allocateAddresses, type Vectors } from "./vectors.ts";

/** Addresses, by step, of the vector of the step before it in its sequence; at t = 0 of that of its job in `initial`. */
export function previousSteps(
  memory: KernelMemory,
  grid: StepGrid,
  vectors: Pick<Vectors, "base" | "bytes">,
  initial: Pick<Vectors, "base" | "bytes">,
): number {
  const addresses = allocateAddresses(memory, grid.steps, () => 0);
  grid.forEach((n, job, t) => {
    memory.i32[addresses / 4 + n] =
      t === 0 ? initial.base + job * initial.bytes : vectors.base + (grid.start[t - 1] + job) * vectors.bytes;
  });
  return addresses;
}
