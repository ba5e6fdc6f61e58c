import { createReadStream } from "node:fs";
import { RivuletError } from "@rivulet/errors";

/**
 * The text of each file in turn, of standard input where none is named (`-` names it too), in chunks
 * as they arrive; a character cut in two by a chunk is put together.
 *
 * @throws RivuletError FILE_UNREADABLE
 */
export async function* openInputs(files: readonly string[]): AsyncGenerator<AsyncIterable<string>> {
  for (const file of files.length > 0 ? files : ["-"]) yield chunksOf(file);
}

async function* chunksOf(file: string): AsyncGenerator<string> {
  const source = file === "-" ? process.stdin : createReadStream(file);
  source.setEncoding("utf8");
  const chunks = source[Symbol.asyncIterator]();
  while (true) {
    const { value, done } = await chunks.next().catch((error: Error) => {
      throw new RivuletError("FILE_UNREADABLE", `expected a readable file, came ${error.message}`, { cause: error });
    });
    if (done) return;
    yield value as string;
  }
}
