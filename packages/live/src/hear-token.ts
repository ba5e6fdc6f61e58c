import { argmax } from "@rivulet/engine";
import { mayRevise, type RevisionGate } from "./revision-gate.ts";
import type { Tag } from "./tag.ts";

/** A token whose label may still change. */
export interface PendingToken {
  readonly token: string;
  /** Which label stands, by its number; −1 where none was told yet. */
  readonly label: number;
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

/** The label that stands from now on, by its number. Where it changed or is final, the tag that tells it joins `tags`. */
export function hearToken(
  { token, label: standing }: PendingToken,
  { index, delay, final }: Hearing,
  probabilities: ArrayLike<number>,
  { labels, gate }: Decoding,
  tags: Tag[],
): number {
  const best = argmax(probabilities);
  const decides = final || standing < 0 || mayRevise(gate, probabilities[best], probabilities[standing]);
  const revises = best !== standing && decides;
  if (!revises && !final) return standing;
  const label = revises ? best : standing;
  tags.push({ index, token, label: labels[label], probability: probabilities[label], delay, final });
  return label;
}
