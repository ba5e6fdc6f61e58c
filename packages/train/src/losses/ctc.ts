import type { HeadConfig } from "@rivulet/engine";
import { CtcGreedy } from "@rivulet/engine";
import type { SequenceTarget } from "../sequence.ts";
import { alignCtc } from "./ctc-alignment.ts";
import type { HeadLoss, Loss } from "./loss.ts";
import { refuseWeights } from "./step-loss.ts";

/** Labels in their order, without saying which step says which (Graves et al. 2006). */
export interface CtcOptions {
  readonly kind: "ctc";
  /** The class that says nothing; default the last. */
  readonly blank?: number;
}

/** L = −ln Σ p over all ways to say the labels in the steps of the sequence. A label counts as a target, none as one. */
export function ctcLoss({ size }: HeadConfig, { blank = size - 1 }: CtcOptions): Loss {
  const count = (target: SequenceTarget) => (target.weights?.[0] === 0 ? 0 : Math.max(1, target.targets.length));
  return {
    refuse: (target) => refuseLabels(target, size, blank) ?? refuseWeights(target, 1),
    count,
    batch: () => ({
      apply(batch, scale) {
        const total: HeadLoss = { loss: 0, targets: 0, correct: 0 };
        const { grid } = batch;
        grid.sequences.forEach(({ steps }, job) => {
          const rows = Array.from({ length: steps }, (_, t) => batch.row(grid.start[t] + job));
          const target = batch.targets[job];
          if (target === undefined || count(target) === 0) {
            for (const row of rows) row.fill(0);
            return;
          }
          const weight = target.weights?.[0] ?? 1;
          const said = sayGreedily(rows, blank);
          total.loss += weight * alignCtc(rows, target.targets, blank, scale * weight);
          total.targets += count(target);
          const right = said.length === target.targets.length && said.every((c, i) => c === target.targets[i]);
          if (right) total.correct += count(target);
        });
        return total;
      },
    }),
  };
}

function sayGreedily(rows: readonly Float32Array[], blank: number): number[] {
  const greedy = new CtcGreedy(blank);
  return rows.map((row) => greedy.step(row)).filter((label) => label >= 0);
}

function refuseLabels({ steps, targets }: SequenceTarget, size: number, blank: number): string | undefined {
  if (!(targets instanceof Int32Array)) return "expected labels as 32-bit integers, came floats";
  const bad = targets.findIndex((label) => label < 0 || label >= size || label === blank);
  if (bad >= 0) return `expected labels from 0 to ${size - 1} other than the blank ${blank}, came ${targets[bad]}`;
  // Between two equal labels a blank must stand.
  const least = targets.reduce((sum, label, i) => sum + (i > 0 && label === targets[i - 1] ? 2 : 1), 0);
  return least > steps ? `expected labels that ${steps} steps can say, came such as need ${least}` : undefined;
}
