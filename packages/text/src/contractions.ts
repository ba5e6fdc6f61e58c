const apostrophe = "['’`´]";
const negation = new RegExp(`^(.+)(n${apostrophe}t)$`, "iu");
const clitic = new RegExp(`^(.+)(${apostrophe}(?:s|m|d|ll|re|ve))$`, "iu");

/** Where a word that is written as one is cut in two; spelt without apostrophe only where no other word is meant. */
const fused: ReadonlyMap<string, number> = new Map(
  ["can|not", "gon|na", "wan|na", "got|ta", "ai|nt", "do|nt", "wo|nt", "ca|nt", "did|nt", "does|nt", "is|nt"]
    .concat(["are|nt", "was|nt", "were|nt", "has|nt", "have|nt", "had|nt", "could|nt", "would|nt", "should|nt"])
    .concat(["i|m", "i|ve", "you|re", "you|ve", "they|re", "they|ve", "we|ve", "that|s", "what|s", "there|s"])
    .concat(["he|s", "she|s", "let|s"])
    .map((parts) => [parts.replace("|", ""), parts.indexOf("|")]),
);

/** The parts of a contraction as UD English EWT writes them: do + n't, John + 's, can + not; else the word alone. */
export function splitContraction(word: string): string[] {
  const match = negation.exec(word) ?? clitic.exec(word);
  if (match !== null) return match.slice(1);
  const cut = fused.get(word.toLowerCase());
  return cut === undefined ? [word] : [word.slice(0, cut), word.slice(cut)];
}
