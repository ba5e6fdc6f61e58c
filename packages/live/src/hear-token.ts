import { argmax } from "@rivulet/engine";
import { mayRevise, type RevisionGate } from "./revision-gate.ts";
import type { Tag } from "./tag.ts";

/** A token whose label may still change. */
export interface PendingToken {
  token: string;
  /** Which label stands, by its number; −1 where none was told yet. */
  label: number;
}

/** Of which token something is said, and how far back it is. */
export interface Hearing {
  readonly index: number;
  readonly delay: number;
  readonly final: boolean;
}

/** How what is said becomes a tag. */
export interface Decoding {
  readonly labels: readonly string[];
  readonly gate: RevisionGate;
}

/** Where the label of a token changes or is final, the tag that tells it; the label then stands. */
export function hearToken(
  pending: PendingToken,
  { index, delay, final }: Hearing,
  probabilities: ArrayLike<number>,
  { labels, gate }: Decoding,
): Tag | undefined {
  const { token, label: standing } = pending;
  const best = argmax(probabilities);
  const decides = final || standing < 0 || mayRevise(gate, probabilities[best], probabilities[standing]);
  const revises = best !== standing && decides;
  if (!revises && !final) return undefined;
  if (revises) pending.label = best;
  const { label } = pending;
  return { index, token, label: labels[label], probability: probabilities[label], delay, final };
}
