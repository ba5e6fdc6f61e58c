import { RivuletError } from "@rivulet/errors";
import { TaggerModel } from "@rivulet/live";
import { shippedModels } from "@rivulet/models";
import { parseOptions } from "./parse-options.ts";
import { serve } from "./serve.ts";

/** `deno run --allow-net --allow-read serve.js`: serves the models that ship, until SIGINT or SIGTERM. */
async function main(args: readonly string[]): Promise<void> {
  const models = new Map<string, TaggerModel>();
  for (const { name, url } of shippedModels) models.set(name, TaggerModel.load(await Deno.readFile(url)));
  const server = serve({ models, ...parseOptions(args) });
  console.log(`rivulet: serving ${[...models.keys()].join(", ")} on ${server.address}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => void server.close().then(() => Deno.exit(0)));
  }
}

try {
  await main(Deno.args);
} catch (error) {
  if (!(error instanceof RivuletError)) throw error;
  console.error(`rivulet: ${error.code}: ${error.message}`);
  Deno.exit(error.code === "ARGUMENT_INVALID" ? 2 : 1);
}
