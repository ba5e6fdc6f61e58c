import { corpusError, corpusLines } from "./corpus-lines.ts";
import type { Sentence } from "./sentence.ts";
import { WordTokenizer, type WordTokenizerOptions } from "./word-tokenizer.ts";

/**
 * Plain text, one sentence a line, through the word tokenizer; lines without a token are passed over.
 * Errors: CORPUS_INVALID with the line number where a token is longer than `maxLength`.
 */
export function readPlain(
  text: string,
  options: Pick<WordTokenizerOptions, "punctuation" | "maxLength"> = {},
): Sentence[] {
  let index = 0;
  const tokenizer = new WordTokenizer({
    ...options,
    onError: (error) => {
      throw corpusError(index, "tokens within the limit", error.message);
    },
  });
  const sentences: Sentence[] = [];
  for (const line of corpusLines(text)) {
    const tokens = [...tokenizer.push(line), ...tokenizer.flush()];
    if (tokens.length > 0) sentences.push({ tokens });
    index++;
  }
  return sentences;
}
