import type { StepInput } from "../src/config.ts";
import type { Session } from "../src/session.ts";

/** Everything that a session shows, as 32-bit words: equal words are equal bits. */
export function bitsOf(session: Session): Uint32Array {
  const { layers, heads } = session.model.config;
  const parts = [
    ...layers.flatMap((_, l) => [session.hidden(l), session.cell(l)]),
    ...heads.flatMap((_, h) => [session.logits(h), session.probabilities(h)]),
  ];
  return Uint32Array.from([session.steps, ...parts.flatMap((part) => [...wordsOf(part)])]);
}

/** `bitsOf` after each step, one behind the other. */
export function traceOf(session: Session, inputs: readonly StepInput[]): Uint32Array {
  return Uint32Array.from(
    inputs.flatMap((input) => {
      session.step(input);
      return [...bitsOf(session)];
    }),
  );
}

export function wordsOf(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length);
}

/** Index of the first word that differs, −1 where all are equal. */
export function firstDifference(a: Uint32Array, b: Uint32Array): number {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  return a.findIndex((word, i) => word !== b[i]);
}
