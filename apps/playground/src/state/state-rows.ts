import type { Quantity } from "./quantities.ts";

/** Numbers of consecutive steps of the network. */
export interface StateRows {
  readonly quantity: Quantity;
  /** Numbers a step. */
  readonly units: number;
  /** Which step since the start the first row is. */
  readonly first: number;
  /** Which token each step took; −1: it was a step of a sentence's end. */
  readonly tokens: readonly number[];
  /** Row after row, [steps × units]. */
  readonly values: Float32Array;
}

/** What came before and what comes, the last `most` steps of it; what does not follow on begins anew. */
export function joined(before: StateRows | undefined, next: StateRows, most: number): StateRows {
  const follows =
    before !== undefined &&
    before.quantity === next.quantity &&
    before.units === next.units &&
    before.first + before.tokens.length === next.first;
  const tokens = follows ? [...before.tokens, ...next.tokens] : next.tokens;
  const start = follows ? before.first : next.first;
  const dropped = Math.max(0, tokens.length - most);
  const values = new Float32Array((tokens.length - dropped) * next.units);
  const parts = follows ? [before.values, next.values] : [next.values];
  let at = -dropped * next.units;
  for (const part of parts) {
    values.set(part.subarray(Math.max(0, -at)), Math.max(0, at));
    at += part.length;
  }
  return { ...next, first: start + dropped, tokens: tokens.slice(dropped), values };
}

/** The value of a unit at each token. */
export function valuesByToken({ tokens, values, units }: StateRows, unit: number): ReadonlyMap<number, number> {
  return new Map(tokens.flatMap((token, row) => (token < 0 ? [] : [[token, values[row * units + unit]] as const])));
}
