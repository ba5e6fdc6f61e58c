import { corpusError, corpusLines } from "./corpus-lines.ts";
import type { Sentence } from "./sentence.ts";

const columns = ["id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc"] as const;

export type ConlluColumn = (typeof columns)[number];

export interface ConlluOptions {
  /** The column of the tokens; default `form`. */
  readonly token?: ConlluColumn;
  /** The column of the labels; default `upos`. */
  readonly label?: ConlluColumn;
}

/**
 * The syntactic words of a CoNLL-U file and their labels; the lines of multiword tokens (1-2) and
 * empty nodes (1.1) are passed over. Errors: CORPUS_INVALID with the line number.
 * Source: https://universaldependencies.org/format.html
 */
export function readConllu(text: string, options: ConlluOptions = {}): Sentence[] {
  const tokenColumn = columns.indexOf(options.token ?? "form");
  const labelColumn = columns.indexOf(options.label ?? "upos");
  const sentences: Sentence[] = [];
  let tokens: string[] = [];
  let labels: string[] = [];
  let about: { id?: string; text?: string } = {};
  const endSentence = () => {
    if (tokens.length > 0) sentences.push({ tokens, labels, ...about });
    tokens = [];
    labels = [];
    about = {};
  };
  for (const [index, line] of corpusLines(text).entries()) {
    if (line.trim() === "") {
      endSentence();
      continue;
    }
    if (line.startsWith("#")) {
      const [, key, value] = /^#\s*(sent_id|text)\s*=\s*(.*)$/.exec(line) ?? [];
      if (value !== undefined) about = { ...about, [key === "text" ? "text" : "id"]: value };
      continue;
    }
    const fields = line.split("\t");
    if (fields.length !== columns.length) {
      throw corpusError(index, `${columns.length} columns between tabs`, `${fields.length}`);
    }
    const [id = ""] = fields;
    if (/^\d+[-.]\d+$/.test(id)) continue;
    if (id !== String(tokens.length + 1)) throw corpusError(index, `word ${tokens.length + 1}`, JSON.stringify(id));
    const token = fields[tokenColumn] ?? "";
    const label = fields[labelColumn] ?? "";
    if (token === "" || label === "") throw corpusError(index, "columns that are not empty", "an empty one");
    tokens.push(token);
    labels.push(label);
  }
  endSentence();
  return sentences;
}
