import type { Sentence } from "@rivulet/text";

/** Sentences in at most `parts` runs of about as many tokens, in their order, none of them empty. */
export function splitSentences(sentences: readonly Sentence[], parts: number): Sentence[][] {
  const runs: Sentence[][] = Array.from({ length: parts }, () => []);
  const all = sentences.reduce((sum, { tokens }) => sum + tokens.length, 0);
  let before = 0;
  for (const sentence of sentences) {
    // The run that the middle of the sentence falls into.
    const middle = (before + sentence.tokens.length / 2) / Math.max(1, all);
    runs[Math.min(parts - 1, Math.floor(middle * parts))].push(sentence);
    before += sentence.tokens.length;
  }
  return runs.filter((run) => run.length > 0);
}
