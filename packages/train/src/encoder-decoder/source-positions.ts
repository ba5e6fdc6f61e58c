import type { KernelMemory } from "@rivulet/engine/training";
import type { StepGrid } from "../network/step-grid.ts";
import { allocateAddresses, type Vectors } from "../network/vectors.ts";

/** Which job of the encoder's grid the source of each job of the decoder's grid is. Both were made of the same examples. */
export function sourceJobs(encoder: StepGrid, decoder: StepGrid): readonly number[] {
  const jobOf: number[] = [];
  encoder.order.forEach((example, job) => {
    jobOf[example] = job;
  });
  return decoder.order.map((example) => jobOf[example]);
}

/** By job of `jobs` an array of the addresses of its source's vectors, position after position. */
export function positionAddresses(
  memory: KernelMemory,
  grid: StepGrid,
  jobs: readonly number[],
  vectors: Vectors,
): readonly number[] {
  return jobs.map((job) =>
    allocateAddresses(memory, grid.sequences[job].steps, (t) => vectors.base + (grid.start[t] + job) * vectors.bytes),
  );
}
