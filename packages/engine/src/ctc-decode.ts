import { argmax } from "./argmax.ts";

/**
 * Reads a CTC head as it speaks, one step at a time, by its most probable class: repeats fall together, blanks fall out.
 * Its one number of state is the class of the step before.
 */
export class CtcGreedy {
  readonly #blank: number;
  #previous: number;

  constructor(blank: number) {
    this.#blank = blank;
    this.#previous = blank;
  }

  /** The label that this step (logits or probabilities) begins, −1 where it begins none. */
  step(outputs: Float32Array): number {
    const top = argmax(outputs);
    const begins = top !== this.#blank && top !== this.#previous;
    this.#previous = top;
    return begins ? top : -1;
  }

  /** As after a blank. */
  reset(): void {
    this.#previous = this.#blank;
  }
}

/** A way to begin: ln p of all paths that say these labels and end in a blank, and of those that end in the last label. */
interface Prefix {
  readonly labels: readonly number[];
  readonly blank: number;
  readonly label: number;
}

/** One reading of a CTC head so far. */
export interface CtcReading {
  readonly labels: readonly number[];
  /** ln p(labels), over the paths that the beam has kept. */
  readonly logProbability: number;
}

/**
 * Prefix beam search over a CTC head, one step at a time (Graves and Jaitly 2014; Hannun et al. 2014, without a language
 * model): unlike the greedy reading it adds up the paths that say the same. Keeps the `width` best beginnings, so a step
 * costs width × classes.
 */
export class CtcBeam {
  readonly #blank: number;
  readonly #width: number;
  #prefixes: readonly Prefix[] = [];

  constructor(blank: number, width: number) {
    this.#blank = blank;
    this.#width = width;
    this.reset();
  }

  /** One step further; `probabilities`: of all classes. */
  step(probabilities: Float32Array): void {
    const next = new Map<string, { labels: readonly number[]; blank: number; label: number }>();
    const at = (labels: readonly number[]) => {
      const key = labels.join();
      const found = next.get(key) ?? { labels, blank: Number.NEGATIVE_INFINITY, label: Number.NEGATIVE_INFINITY };
      next.set(key, found);
      return found;
    };
    for (const { labels, blank, label } of this.#prefixes) {
      const last = labels.at(-1);
      const any = logAdd(blank, label);
      probabilities.forEach((probability, c) => {
        if (probability === 0) return;
        const p = Math.log(probability);
        const same = at(labels);
        if (c === this.#blank) {
          same.blank = logAdd(same.blank, any + p);
          return;
        }
        // A repeat falls together with the label before it, unless a blank stood between.
        if (c === last) same.label = logAdd(same.label, label + p);
        const longer = at([...labels, c]);
        longer.label = logAdd(longer.label, (c === last ? blank : any) + p);
      });
    }
    const possible = [...next.values()].filter((prefix) => logProbability(prefix) > Number.NEGATIVE_INFINITY);
    this.#prefixes = possible.sort((a, b) => logProbability(b) - logProbability(a)).slice(0, this.#width);
  }

  /** What has been kept, the most probable first. */
  readings(): CtcReading[] {
    return this.#prefixes.map((prefix) => ({ labels: prefix.labels, logProbability: logProbability(prefix) }));
  }

  reset(): void {
    this.#prefixes = [{ labels: [], blank: 0, label: Number.NEGATIVE_INFINITY }];
  }
}

function logProbability({ blank, label }: Prefix): number {
  return logAdd(blank, label);
}

/** ln(eᵃ + eᵇ) */
function logAdd(a: number, b: number): number {
  const [large, small] = a > b ? [a, b] : [b, a];
  return large === Number.NEGATIVE_INFINITY ? large : large + Math.log1p(Math.exp(small - large));
}
