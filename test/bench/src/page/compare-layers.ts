import type { CellName } from "../layer/layer.ts";
import type { LayerTiming } from "../layer/time-layers.ts";
import type { StoredReports } from "./stored-reports.ts";
import type { RatioTarget } from "./targets.ts";

/** Ours and a peer on the same call. */
export interface Comparison {
  readonly ours: LayerTiming;
  readonly peer: LayerTiming;
  /** The peer's median over ours. */
  readonly ratio: number;
}

/** The call that a target speaks of where ours does worst; undefined where none was measured. */
export function leastRatio(
  timings: readonly LayerTiming[],
  cell: CellName,
  target: RatioTarget,
  hidden: number,
): Comparison | undefined {
  return timings
    .filter((timing) => timing.name === target.ours && timing.cell === cell && timing.hidden === hidden)
    .filter(({ batch, steps }) => target.batch === "any" || (batch === target.batch && steps === 1))
    .flatMap((ours) => {
      const peer = findTiming(timings, target.peer, ours);
      return peer === undefined ? [] : [{ ours, peer, ratio: peer.median / ours.median }];
    })
    .sort((a, b) => a.ratio - b.ratio)[0];
}

export function findTiming(
  timings: readonly LayerTiming[],
  name: string,
  like: Pick<LayerTiming, "cell" | "hidden" | "batch" | "steps">,
): LayerTiming | undefined {
  return timings.find(
    (timing) =>
      timing.name === name &&
      timing.cell === like.cell &&
      timing.hidden === like.hidden &&
      timing.batch === like.batch &&
      timing.steps === like.steps,
  );
}

export function allTimings({ step, batch, sequence }: StoredReports): LayerTiming[] {
  return [step, batch, sequence].flatMap((report) => report?.result.timings ?? []);
}
