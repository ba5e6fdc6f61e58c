import { RivuletError } from "@rivulet/errors";
import { readConllu, type Sentence } from "@rivulet/text";
import { readText } from "./read-text.ts";

/**
 * The sentences of a CoNLL-U file, at least one.
 *
 * @throws RivuletError FILE_UNREADABLE, CORPUS_INVALID
 */
export async function readCorpus(path: string): Promise<Sentence[]> {
  const sentences = readConllu(await readText(path));
  if (sentences.length === 0) throw new RivuletError("CORPUS_INVALID", "expected at least one sentence, came none");
  return sentences;
}
