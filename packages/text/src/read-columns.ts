import { corpusError, corpusLines } from "./corpus-lines.ts";
import type { Sentence } from "./sentence.ts";

export interface ColumnsOptions {
  /** Column of the token, from 0; a negative one counts from the end. Default 0. */
  readonly token?: number;
  /** Column of the label, likewise. Default -1, the last. */
  readonly label?: number;
}

/**
 * A CoNLL column file: one word a line, columns between tabs or, in a line without tabs, spaces; a
 * blank line ends a sentence; -DOCSTART- lines are passed over. Labels are given as they stand (IOB1,
 * BIO, …), and so is a token that is empty in front of its tab (BTC has some where a sign was removed),
 * so that words keep their number. Errors: CORPUS_INVALID with the line number.
 */
export function readColumns(text: string, options: ColumnsOptions = {}): Sentence[] {
  const sentences: Sentence[] = [];
  let tokens: string[] = [];
  let labels: string[] = [];
  const endSentence = () => {
    if (tokens.length > 0) sentences.push({ tokens, labels });
    tokens = [];
    labels = [];
  };
  for (const [index, line] of corpusLines(text).entries()) {
    if (line.trim() === "") {
      endSentence();
      continue;
    }
    if (line.startsWith("-DOCSTART-")) continue;
    const fields = line.includes("\t") ? line.split("\t") : line.trim().split(/ +/);
    const token = fields.at(options.token ?? 0);
    const label = fields.at(options.label ?? -1);
    if (fields.length < 2 || token === undefined || label === undefined) {
      throw corpusError(index, "a token and a label in columns", `${fields.length} of them`);
    }
    if (label === "") throw corpusError(index, "a label", "an empty one");
    tokens.push(token);
    labels.push(label);
  }
  endSentence();
  return sentences;
}
