import type { ModelFile } from "@rivulet/formats";
import { KnownWords, readConllu } from "@rivulet/text";
import { readText } from "../read-text.ts";

/**
 * The words seen in training: those of the corpus `train` if one is given, else those that the model
 * file carries (`text.knownWords`), else undefined.
 *
 * @throws RivuletError FILE_UNREADABLE, CORPUS_INVALID, VOCABULARY_INVALID
 */
export async function trainingWords(file: ModelFile, train?: string): Promise<KnownWords | undefined> {
  if (train !== undefined) return KnownWords.of(readConllu(await readText(train)).flatMap(({ tokens }) => tokens));
  const { knownWords } = (file.text ?? {}) as { knownWords?: unknown };
  return knownWords === undefined ? undefined : KnownWords.fromJSON(knownWords);
}
