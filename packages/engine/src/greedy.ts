import { argmax } from "./argmax.ts";

/** What gives the probabilities of the next token and takes the token that was chosen: a `Decoding`, or a `Session`. */
export interface TokenStepper {
  step(id: number): void;
  /** Of the next token, by id. */
  probabilities(): Float32Array;
}

export interface GreedyOptions {
  /** The token that the first step takes. */
  readonly start: number;
  /** The token that ends the sequence, which is not part of it. */
  readonly end: number;
  readonly maxSteps: number;
  /** After each step, with the token that it chose, the end too. */
  readonly onToken?: (id: number) => void;
}

/** Takes the most probable token at every step, until the end or for `maxSteps` tokens. */
export function greedy(stepper: TokenStepper, { start, end, maxSteps, onToken }: GreedyOptions): number[] {
  const ids: number[] = [];
  let id = start;
  while (ids.length < maxSteps) {
    stepper.step(id);
    id = argmax(stepper.probabilities());
    onToken?.(id);
    if (id === end) break;
    ids.push(id);
  }
  return ids;
}
