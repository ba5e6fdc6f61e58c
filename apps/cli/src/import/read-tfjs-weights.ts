import { basename, dirname, join } from "node:path";
import { RivuletError } from "@rivulet/errors";
import { readBytes } from "../read-bytes.ts";

/**
 * The files of weights beside a model.json, by their names in it. They stand in its own folder: a file that came from
 * elsewhere names no other places to read.
 *
 * @throws RivuletError FILE_UNREADABLE, FILE_TOO_LARGE, IMPORT_UNSUPPORTED
 */
export async function readTfjsWeights(
  modelJson: string,
  names: readonly string[],
): Promise<Readonly<Record<string, Uint8Array>>> {
  const weights: [string, Uint8Array][] = [];
  for (const name of new Set(names)) {
    if (basename(name) !== name || name === "..") {
      const came = JSON.stringify(name.slice(0, 80));
      throw new RivuletError("IMPORT_UNSUPPORTED", `expected weights in the folder of model.json, came ${came}`);
    }
    weights.push([name, await readBytes(join(dirname(modelJson), name))]);
  }
  return Object.fromEntries(weights);
}
