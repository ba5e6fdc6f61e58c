import { argmax } from "@rivulet/engine";
import { mayRevise, type RevisionGate } from "./revision-gate.ts";
import type { Tag } from "./tag.ts";

/** A token whose label may still change. */
export interface PendingToken {
  readonly token: string;
  /** Which label stands, by its number; −1 where none was told yet. */
  readonly label: number;
}

/** What was just said of a token. */
export interface Hearing {
  readonly index: number;
  readonly delay: number;
  readonly final: boolean;
  readonly probabilities: ArrayLike<number>;
}

/** How what is said becomes a tag. */
export interface Decoding {
  readonly labels: readonly string[];
  readonly gate: RevisionGate;
}

/** The label that stands from now on, and the tag to tell it by; none where nothing changed and nothing is final. */
export function hearToken(pending: PendingToken, hearing: Hearing, { labels, gate }: Decoding): [number, Tag?] {
  const { probabilities, final, index, delay } = hearing;
  const best = argmax(probabilities);
  const standing = pending.label;
  const decides = final || standing < 0 || mayRevise(gate, probabilities[best], probabilities[standing]);
  const revises = best !== standing && decides;
  if (!revises && !final) return [standing];
  const label = revises ? best : standing;
  const { token } = pending;
  return [label, { index, token, label: labels[label], probability: probabilities[label], delay, final }];
}
