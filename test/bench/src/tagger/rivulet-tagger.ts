import type { Tag, TaggerModel } from "@rivulet/live";
import { DELAYS, type LabelsByDelay } from "./labels-by-delay.ts";

/** Tags sentences one by one from a fresh state, as the published figures are taken. */
export function rivuletSentences(model: TaggerModel): (tokens: readonly string[]) => LabelsByDelay {
  const tagger = model.createTagger();
  return (tokens) => {
    const rows = [...DELAYS, Number.POSITIVE_INFINITY].map((): string[] => new Array(tokens.length));
    const note = (tags: readonly Tag[]) => {
      for (const { index, label, delay } of tags) {
        // What is said with a delay stands at that delay and at all later ones.
        rows.forEach((row, d) => {
          if (d >= delay) row[index] = label;
        });
      }
    };
    tagger.reset();
    for (const token of tokens) note(tagger.push(token));
    note(tagger.flush());
    return rows;
  };
}
