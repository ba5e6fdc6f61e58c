import type { ModelConfig } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { readText } from "../read-text.ts";

/**
 * The classes of the heads from a file, one a line.
 *
 * @throws RivuletError FILE_UNREADABLE, ARGUMENT_INVALID where there are not as many as a head has outputs
 */
export async function readLabels(path: string, { heads }: ModelConfig): Promise<readonly string[]> {
  const labels = (await readText(path)).replace(/\n$/, "").split(/\r?\n/);
  const other = heads.find(({ size }) => size !== labels.length);
  if (heads.length > 0 && other === undefined) return labels;
  const expected = other === undefined ? "a model with a head for labels" : `${other.size} lines in ${path}`;
  throw new RivuletError("ARGUMENT_INVALID", `expected ${expected}, came ${labels.length}`);
}
