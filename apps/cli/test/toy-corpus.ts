import { Random } from "@rivulet/engine";

const WORDS: Readonly<Record<string, readonly string[]>> = {
  DET: ["the", "a", "every", "this"],
  ADJ: ["small", "red", "quiet", "old"],
  NOUN: ["cat", "river", "tree", "stone", "light", "fish"],
  VERB: ["sees", "likes", "light", "fish", "finds"],
  PUNCT: ["."],
};
const SENTENCES = ["DET NOUN VERB DET NOUN PUNCT", "DET ADJ NOUN VERB PUNCT", "DET NOUN VERB DET ADJ NOUN PUNCT"];

/** CoNLL-U of a toy language in which two words are nouns or verbs by what stands before them. */
export function toyCorpus(sentences: number, seed: number): string {
  const random = new Random(seed);
  const pick = <T>(items: readonly T[]): T => items[random.below(items.length)] as T;
  return Array.from({ length: sentences }, () =>
    pick(SENTENCES)
      .split(" ")
      .map((tag, i) => `${i + 1}\t${pick(WORDS[tag] ?? [])}\t_\t${tag}\t_\t_\t_\t_\t_\t_`)
      .join("\n"),
  ).join("\n\n");
}
