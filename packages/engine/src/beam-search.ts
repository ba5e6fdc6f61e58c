import { RivuletError } from "@rivulet/errors";
import type { TokenStepper } from "./greedy.ts";

/** A `TokenStepper` that can be gone on from in several ways. */
export interface BranchingStepper<Self> extends TokenStepper {
  /** Another in the same state. */
  fork(): Self;
  dispose(): void;
}

export interface BeamOptions {
  /** The token that the first step takes. */
  readonly start: number;
  /** The token that ends a sequence, which is not part of it. */
  readonly end: number;
  readonly maxSteps: number;
  /** B: sequences that are followed at once. */
  readonly beam: number;
  /** α of the normalisation by length, log P / T^α: 0 none, 1 the mean; default 0.7. */
  readonly lengthNormalisation?: number;
}

export interface Hypothesis {
  /** Without the end. */
  readonly ids: readonly number[];
  /** Σ log P of the tokens, with that of the end where it was reached. */
  readonly logProbability: number;
  /** logProbability / T^α over the T tokens, the end among them: what hypotheses are ranked by. */
  readonly score: number;
  /** Whether the end was reached within `maxSteps`. */
  readonly ended: boolean;
}

/** A hypothesis that goes on; `last` is not yet in the stepper. */
interface Open<Stepper> {
  readonly stepper: Stepper;
  readonly ids: readonly number[];
  readonly last: number;
  readonly logProbability: number;
}

interface Candidate<Stepper> {
  readonly parent: Open<Stepper>;
  readonly id: number;
  readonly logProbability: number;
}

/**
 * The `beam` best sequences that a beam search finds, best first. The stepper itself is left as it was.
 * Ends when `beam` sequences have ended, or at `maxSteps`, where those still open count too.
 * @throws INPUT_INVALID where `beam` is no whole number of at least 1
 */
export function beamSearch<Stepper extends BranchingStepper<Stepper>>(
  stepper: Stepper,
  { start, end, maxSteps, beam, lengthNormalisation = 0.7 }: BeamOptions,
): Hypothesis[] {
  if (!Number.isInteger(beam) || beam < 1) {
    throw new RivuletError("INPUT_INVALID", `expected a beam of a whole number from 1 on, came ${beam}`);
  }
  const hypothesis = (ids: readonly number[], logProbability: number, ended: boolean): Hypothesis => {
    const length = ids.length + (ended ? 1 : 0);
    return { ids, logProbability, score: logProbability / Math.max(1, length) ** lengthNormalisation, ended };
  };
  const ended: Hypothesis[] = [];
  let open: Open<Stepper>[] = [{ stepper: stepper.fork(), ids: [], last: start, logProbability: 0 }];
  for (let t = 0; t < maxSteps && open.length > 0; t++) {
    const candidates = open.flatMap((parent) => expand(parent, beam)).sort(byProbability);
    const next: Open<Stepper>[] = [];
    for (const { parent, id, logProbability } of candidates.slice(0, beam)) {
      if (id === end) ended.push(hypothesis(parent.ids, logProbability, true));
      else next.push({ stepper: parent.stepper.fork(), ids: [...parent.ids, id], last: id, logProbability });
    }
    for (const parent of open) parent.stepper.dispose();
    open = next;
    if (ended.length >= beam) break;
  }
  for (const { stepper: left } of open) left.dispose();
  const all = ended.length >= beam ? ended : [...ended, ...open.map((o) => hypothesis(o.ids, o.logProbability, false))];
  return all.sort((a, b) => b.score - a.score).slice(0, beam);
}

/** One step of an open hypothesis: its `beam` best continuations. */
function expand<Stepper extends TokenStepper>(parent: Open<Stepper>, beam: number): Candidate<Stepper>[] {
  parent.stepper.step(parent.last);
  const candidates = Array.from(parent.stepper.probabilities(), (p, id) => ({
    parent,
    id,
    logProbability: parent.logProbability + Math.log(p),
  }));
  return candidates.sort(byProbability).slice(0, beam);
}

/** Sorting is stable: equals stay in the order of their parents and ids. */
function byProbability<Stepper>(a: Candidate<Stepper>, b: Candidate<Stepper>): number {
  return b.logProbability - a.logProbability;
}
