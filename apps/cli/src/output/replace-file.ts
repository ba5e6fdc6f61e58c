import { rename, writeFile } from "node:fs/promises";

/** Writes a file so that a reader never sees half of it. */
export async function replaceFile(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
}
