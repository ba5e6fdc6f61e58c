import { basename, extname } from "node:path";
import { RivuletError } from "@rivulet/errors";
import { TaggerModel } from "@rivulet/live";
import { readModel } from "../read-model.ts";

/** The models by name: that under which one ships, or the file's without its ending. */
export async function loadModels(namesOrPaths: readonly string[]): Promise<Map<string, TaggerModel>> {
  const models = new Map<string, TaggerModel>();
  for (const nameOrPath of namesOrPaths) {
    const name = modelName(nameOrPath);
    if (models.has(name))
      throw new RivuletError("ARGUMENT_INVALID", `expected models of different names, came two ${name}`);
    models.set(name, TaggerModel.load(await readModel(nameOrPath)));
  }
  return models;
}

/** Under which name a model is served. */
export function modelName(nameOrPath: string): string {
  return basename(nameOrPath, extname(nameOrPath));
}
