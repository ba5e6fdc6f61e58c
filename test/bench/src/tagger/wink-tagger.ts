import type { Wink } from "../peers/wink.ts";
import { DELAYS, type LabelsByDelay } from "./labels-by-delay.ts";

/** wink-nlp knows no streams: with every word it tags the sentence so far anew. */
export function winkSentences(wink: Wink): (tokens: readonly string[]) => LabelsByDelay {
  return (tokens) => {
    const rows = [...DELAYS, "whole"].map((): (string | undefined)[] => new Array(tokens.length));
    let labels: (string | undefined)[] = [];
    for (let n = 1; n <= tokens.length; n++) {
      const prefix = tokens.slice(0, n);
      labels = alignedLabels(wink, prefix);
      for (const delay of DELAYS) if (n > delay) rows[delay][n - 1 - delay] = labels[n - 1 - delay];
    }
    // What the last words did not get to wait for is said by the whole sentence.
    rows.forEach((row, delay) => {
      const first = delay < DELAYS.length ? Math.max(0, tokens.length - delay) : 0;
      for (let i = first; i < tokens.length; i++) row[i] = labels[i];
    });
    return rows;
  };
}

/**
 * wink-nlp takes text alone, not words: the gold words are joined by spaces, and a gold word gets the label of the word of
 * wink-nlp with the same first and last character.
 */
function alignedLabels(wink: Wink, gold: readonly string[]): (string | undefined)[] {
  const words = wink.readDoc(gold.join(" ")).tokens();
  const tags = words.out(wink.its.pos);
  const byPlace = new Map<string, string>();
  let place = 0;
  words.out().forEach((word, i) => {
    byPlace.set(`${place}-${place + word.length}`, tags[i]);
    place += word.length;
  });
  place = 0;
  return gold.map((word) => {
    const { length } = word.replace(/\s/g, "");
    place += length;
    return byPlace.get(`${place - length}-${place}`);
  });
}
