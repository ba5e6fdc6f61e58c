import { readFile, stat } from "node:fs/promises";
import { RivuletError } from "@rivulet/errors";
import { shippedModels } from "@rivulet/models";

/**
 * The bytes of a model: one that ships, by its name, or a file, by its path.
 *
 * @throws RivuletError MODEL_NOT_FOUND, FILE_UNREADABLE
 */
export async function readModel(nameOrPath: string): Promise<Uint8Array> {
  const source = shippedModels.find(({ name }) => name === nameOrPath)?.url ?? nameOrPath;
  const info = await stat(source).catch(() => undefined);
  if (!info?.isFile()) {
    const names = shippedModels.map(({ name }) => name).join(", ");
    throw new RivuletError("MODEL_NOT_FOUND", `expected a file or one of ${names}, came ${nameOrPath}`);
  }
  try {
    return await readFile(source);
  } catch (error) {
    throw new RivuletError("FILE_UNREADABLE", `expected a readable file, came ${(error as Error).message}`, {
      cause: error,
    });
  }
}
