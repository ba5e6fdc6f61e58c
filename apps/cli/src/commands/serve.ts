import { basename, extname } from "node:path";
import { RivuletError } from "@rivulet/errors";
import { TaggerModel } from "@rivulet/live";
import { serve } from "@rivulet/runtime-node";
import { Command } from "commander";
import { howToTry } from "../output/how-to-try.ts";
import { writeOut } from "../output/write-out.ts";
import { parsePort } from "../parse-port.ts";
import { readModel } from "../read-model.ts";

interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly model: readonly string[];
  readonly allowOrigin: readonly string[];
}

export function serveCommand(): Command {
  return new Command("serve")
    .description("serve taggers over WebSockets until SIGTERM or Ctrl-C; also GET /healthz and GET /models")
    .option("--port <number>", "0 takes a free one", parsePort, 8080)
    .option("--host <address>", "0.0.0.0 lets other machines in", "127.0.0.1")
    .option("--model <name|file...>", "models to serve, the first by default", ["en-tagger"])
    .option("--allow-origin <origin...>", "web pages that may connect, * for all", [])
    .action(run);
}

async function run({ port, host, model, allowOrigin }: ServeOptions): Promise<void> {
  const models = await loadAll(model);
  const server = await serve({ port, host, models, limits: { allowedOrigins: allowOrigin } });
  const stop = (): void => void server.close();
  process.once("SIGTERM", stop).once("SIGINT", stop);
  await writeOut(howToTry(server.address, [...models.keys()]));
}

/** The models by name: that under which one ships, or the file's without its ending. */
async function loadAll(namesOrPaths: readonly string[]): Promise<Map<string, TaggerModel>> {
  const models = new Map<string, TaggerModel>();
  for (const nameOrPath of namesOrPaths) {
    const name = basename(nameOrPath, extname(nameOrPath));
    if (models.has(name))
      throw new RivuletError("ARGUMENT_INVALID", `expected models of different names, came two ${name}`);
    models.set(name, TaggerModel.load(await readModel(nameOrPath)));
  }
  return models;
}
