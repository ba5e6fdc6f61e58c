import { END_OF_LINE, WordTokenizer } from "@rivulet/text";
import { openInputs } from "./open-inputs.ts";

/**
 * The words of the files in turn (see openInputs), one batch for each chunk that arrives, with
 * END_OF_LINE where a line or a file ends. A token over the limit is reported and left out.
 *
 * @throws RivuletError FILE_UNREADABLE
 */
export async function* readWords(files: readonly string[]): AsyncGenerator<string[]> {
  const onError = ({ code, message }: { code: string; message: string }): void => {
    process.stderr.write(`rivulet: ${code}: ${message}\n`);
  };
  for await (const chunks of openInputs(files)) {
    const tokenizer = new WordTokenizer({ lines: true, onError });
    for await (const chunk of chunks) yield tokenizer.push(chunk);
    yield [...tokenizer.flush(), END_OF_LINE];
  }
}
