import type { OnnxOutput } from "@rivulet/formats/onnx";
import type { LayerStates } from "./run-layer.ts";

/** A tensor that another runtime gave. */
export interface GivenTensor {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Steps of the longest sequence, and sequences. */
interface Extent {
  readonly time: number;
  readonly batch: number;
}

/**
 * The largest difference between the states of a layer and the output of a graph that shows them, in parts of the output's
 * largest number where that is above 1; undefined where both explode, after which nothing can be compared. `runs`: by
 * sequence, the states of each direction by path.
 */
export function largestDifference(
  output: OnnxOutput,
  given: GivenTensor,
  runs: readonly ReadonlyMap<string, LayerStates>[],
): number | undefined {
  const time = Math.max(...runs.flatMap((run) => [...run.values()].map(({ each }) => each.length)));
  let [difference, largest, exploded] = [0, 1, false];
  runs.forEach((run, batch) => {
    for (const [part, reading] of output.readings.entries()) {
      const states = reading.of === "head" ? undefined : run.get(reading.path);
      if (reading.of === "head" || states === undefined) throw new Error(`${output.name} shows no states`);
      const shown = reading.steps === "each" ? states.each : [states.last];
      shown.forEach((state, t) => {
        const vector = state[reading.of];
        vector.forEach((came, feature) => {
          const index = { time: t, batch, part, feature };
          const expected = given.data[flatIndex(output, index, { time, batch: runs.length }, vector.length)];
          exploded ||= isHuge(came) && isHuge(expected);
          difference = Math.max(difference, Number.isNaN(came - expected) ? Infinity : Math.abs(came - expected));
          largest = Math.max(largest, Math.abs(expected));
        });
      });
    }
  });
  return exploded ? undefined : difference / largest;
}

function isHuge(value: number): boolean {
  return !(Math.abs(value) < 1e6);
}

/** Where a number lies: merged axes lie as they would apart. */
function flatIndex(
  { axes, readings }: OnnxOutput,
  index: Readonly<Record<"time" | "batch" | "part" | "feature", number>>,
  extent: Extent,
  features: number,
): number {
  const sizes = { ...extent, part: readings.length, feature: features };
  let at = 0;
  for (const role of axes.flat()) {
    if (role !== undefined) at = at * sizes[role] + index[role];
  }
  return at;
}
