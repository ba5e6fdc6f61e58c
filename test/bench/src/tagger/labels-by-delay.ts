/** A sentence with its gold labels; none where nobody labelled it. */
export interface LabelledSentence {
  readonly tokens: readonly string[];
  readonly labels?: readonly string[];
}

/**
 * What a tagger says of each token of a sentence as its words come in: [delay][token], the label that stands 0, 1, 2 …
 * words later; undefined where the tagger cut the text into other words.
 */
export type LabelsByDelay = readonly (readonly (string | undefined)[])[];

/** Words that a token's label may wait for. */
export const DELAYS = [0, 1, 2] as const;

export interface LiveAccuracy {
  readonly name: string;
  /** Percent of all gold words, by delay and of the whole sentence; words cut otherwise count as wrong. */
  readonly percent: Readonly<Record<string, number>>;
  /** The same of the words that the tagger cut as the gold data do. */
  readonly percentOfAligned: Readonly<Record<string, number>>;
}

/** Accuracy on the labelled sentences; the last row of `tagSentence` is what it says of the whole sentence. */
export function liveAccuracy(
  name: string,
  sentences: readonly LabelledSentence[],
  tagSentence: (tokens: readonly string[]) => LabelsByDelay,
): LiveAccuracy {
  const titles = [...DELAYS.map((delay) => `${delay} later`), "whole sentence"];
  const counts = titles.map(() => ({ right: 0, aligned: 0, all: 0 }));
  for (const { tokens, labels = [] } of sentences) {
    if (labels.length !== tokens.length) continue;
    tagSentence(tokens).forEach((said, row) => {
      const count = counts[row];
      said.forEach((label, i) => {
        count.all++;
        if (label !== undefined) count.aligned++;
        if (label === labels[i]) count.right++;
      });
    });
  }
  const percent = (of: "all" | "aligned") =>
    Object.fromEntries(titles.map((title, row) => [title, (100 * counts[row].right) / Math.max(1, counts[row][of])]));
  return { name, percent: percent("all"), percentOfAligned: percent("aligned") };
}
