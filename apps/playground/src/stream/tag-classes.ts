/** Tags that are shown in one colour. */
export type TagClass = "noun" | "verb" | "modifier" | "function" | "other";

export const tagClasses: readonly { readonly id: TagClass; readonly name: string }[] = [
  { id: "noun", name: "Nouns" },
  { id: "verb", name: "Verbs" },
  { id: "modifier", name: "Modifiers" },
  { id: "function", name: "Function words" },
  { id: "other", name: "Other" },
];

interface TagInfo {
  readonly group: TagClass;
  readonly name: string;
}

/** The universal part-of-speech tags. */
const upos: Readonly<Record<string, TagInfo>> = {
  NOUN: { group: "noun", name: "noun" },
  PROPN: { group: "noun", name: "proper noun" },
  PRON: { group: "noun", name: "pronoun" },
  VERB: { group: "verb", name: "verb" },
  AUX: { group: "verb", name: "auxiliary" },
  ADJ: { group: "modifier", name: "adjective" },
  ADV: { group: "modifier", name: "adverb" },
  NUM: { group: "modifier", name: "numeral" },
  DET: { group: "function", name: "determiner" },
  ADP: { group: "function", name: "adposition" },
  CCONJ: { group: "function", name: "coordinating conjunction" },
  SCONJ: { group: "function", name: "subordinating conjunction" },
  PART: { group: "function", name: "particle" },
  INTJ: { group: "other", name: "interjection" },
  PUNCT: { group: "other", name: "punctuation" },
  SYM: { group: "other", name: "symbol" },
  X: { group: "other", name: "other" },
};

/** How a label is shown; one of another tag set is its own name. */
export function tagInfo(label: string): TagInfo {
  return upos[label] ?? { group: "other", name: label };
}

/** The labels of a class. */
export function labelsOf(group: TagClass): string[] {
  return Object.keys(upos).filter((label) => upos[label].group === group);
}
