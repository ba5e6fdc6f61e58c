import { readFiles, type ServeOptions } from "@rivulet/runtime-node";
import { readModel } from "../read-model.ts";
import { modelName } from "./load-models.ts";
import type { ServeConfig } from "./serve-options.ts";

/** The files of the page and those of the models, which it runs itself. Rejects with FILE_UNREADABLE. */
export async function readPage({ page, model }: ServeConfig): Promise<Pick<ServeOptions, "files">> {
  if (page === undefined) return {};
  const files = await readFiles(page);
  for (const nameOrPath of model)
    files.set(`/models/${modelName(nameOrPath)}.safetensors`, await readModel(nameOrPath));
  return { files };
}
