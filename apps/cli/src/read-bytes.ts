import { readFile, stat } from "node:fs/promises";
import { RivuletError } from "@rivulet/errors";
import { defaultFileLimits } from "@rivulet/formats";

/**
 * A whole file that is not ours; one over the limit of model files is not read at all.
 *
 * @throws RivuletError FILE_UNREADABLE, FILE_TOO_LARGE
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    const { fileBytes } = defaultFileLimits;
    if (size > fileBytes) throw new RivuletError("FILE_TOO_LARGE", `expected at most ${fileBytes} bytes, came ${size}`);
    return await readFile(path);
  } catch (error) {
    if (RivuletError.is(error)) throw error;
    throw new RivuletError("FILE_UNREADABLE", `expected a readable file, came ${(error as Error).message}`, {
      cause: error,
    });
  }
}
