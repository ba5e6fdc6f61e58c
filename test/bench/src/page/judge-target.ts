import type { CellName } from "../layer/layer.ts";
import type { LayerTiming } from "../layer/time-layers.ts";
import { type Comparison, leastRatio } from "./compare-layers.ts";
import { OTHER_CELLS, type RatioTarget } from "./targets.ts";

/** One cell of the tables of targets, where it was measured. */
export interface Judged extends Comparison {
  readonly target: RatioTarget;
  readonly least: number;
  readonly met: boolean;
}

/** What the LSTM has to reach is in the target; the other cells are measured by the LSTM's ratio. */
export function judgeTarget(
  timings: readonly LayerTiming[],
  cell: CellName,
  target: RatioTarget,
  hidden: number,
): Judged | undefined {
  if (cell === "lstm") return judge(timings, cell, target, hidden, target.least[hidden]);
  const lstm = leastRatio(timings, "lstm", target, hidden);
  return lstm && judge(timings, cell, target, hidden, OTHER_CELLS * lstm.ratio);
}

/** The same bound for every cell. */
export function judgeAlike(
  timings: readonly LayerTiming[],
  cell: CellName,
  target: RatioTarget,
  hidden: number,
): Judged | undefined {
  return judge(timings, cell, target, hidden, target.least[hidden]);
}

function judge(
  timings: readonly LayerTiming[],
  cell: CellName,
  target: RatioTarget,
  hidden: number,
  least: number,
): Judged | undefined {
  const comparison = leastRatio(timings, cell, target, hidden);
  return comparison && { ...comparison, target, least, met: comparison.ratio >= least };
}
