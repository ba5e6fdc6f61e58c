import { readFile } from "node:fs/promises";
import { RivuletError } from "@rivulet/errors";

/** A whole text file, UTF-8. @throws RivuletError FILE_UNREADABLE */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new RivuletError("FILE_UNREADABLE", `expected a readable file, came ${(error as Error).message}`, {
      cause: error,
    });
  }
}
