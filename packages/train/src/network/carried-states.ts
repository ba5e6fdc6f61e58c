import type { KernelMemory } from "@rivulet/engine/training";
import type { StepGrid } from "./step-grid.ts";
import { allocateVectors, type Vectors } from "./vectors.ts";

/** The state of every layer of one stream, one behind the other as kernel memory holds them. */
export type StreamState = Float32Array;

/** By layer, of `sizes` numbers each, the state that every job starts from. */
export function placeStates(
  memory: KernelMemory,
  grid: StepGrid,
  sizes: readonly number[],
  streams: readonly StreamState[],
): Vectors[] {
  let from = 0;
  return sizes.map((size) => {
    const vectors = allocateVectors(memory, grid.sequences.length, size);
    grid.order.forEach((stream, job) => {
      memory.f32.set(streams[stream].subarray(from, from + size), (vectors.base + job * vectors.bytes) / 4);
    });
    from += size;
    return vectors;
  });
}

/** The state that each stream ends in, in the order in which the streams were given to the grid. */
export function readStates(memory: KernelMemory, grid: StepGrid, states: readonly Vectors[]): StreamState[] {
  const ends: StreamState[] = [];
  grid.order.forEach((stream, job) => {
    const parts = states.map(({ base, bytes }) => {
      const at = (base + grid.last(job) * bytes) / 4;
      return memory.f32.subarray(at, at + bytes / 4);
    });
    const end = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let to = 0;
    for (const part of parts) {
      end.set(part, to);
      to += part.length;
    }
    ends[stream] = end;
  });
  return ends;
}
