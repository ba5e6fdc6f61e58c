import cluster from "node:cluster";
import { Command, Option } from "commander";
import { howToTry } from "../output/how-to-try.ts";
import { writeOut } from "../output/write-out.ts";
import { type OptionLeaf, optionLeaves } from "../serve/option-leaf.ts";
import { type Flags, readConfig } from "../serve/read-config.ts";
import { runServer } from "../serve/run-server.ts";
import { runWorkers } from "../serve/run-workers.ts";
import { type ServeConfig, serveSchema } from "../serve/serve-options.ts";

export function serveCommand(): Command {
  const command = new Command("serve").description("serve taggers over WebSockets until SIGTERM or Ctrl-C");
  for (const leaf of optionLeaves) command.addOption(optionOf(leaf));
  return command
    .option("--config <file>", "options as JSON; flags and RIVULET_… in the environment go before it")
    .option("--print-schema", "print what the file may hold, as JSON Schema")
    .addHelpText("after", "\nLimits, quotas and the scheduler have flags too (--limits-idle-ms …): see --print-schema.")
    .action(run);
}

function optionOf({ flag, type, description, path, default: standard }: OptionLeaf): Option {
  const shown = standard === undefined || `${standard}` === "" ? "" : ` (default: ${standard})`;
  const option = new Option(`${flag} <${type === "array" ? "value..." : "value"}>`, description + shown);
  return path.length > 1 ? option.hideHelp() : option;
}

async function run(flags: Flags): Promise<void> {
  if (flags.printSchema === true) {
    await writeOut(`${JSON.stringify(serveSchema, null, 2)}\n`);
    return;
  }
  const config = await readConfig(flags, process.env);
  const tell = (url: string): Promise<void> => writeOut(howToTry(url, config));
  if (config.workers === 1) {
    await tell((await runServer(config)).address);
  } else if (cluster.isWorker) {
    await runWorker(config);
  } else {
    const { port, stopped } = await runWorkers(config);
    const host = config.host.includes(":") ? `[${config.host}]` : config.host;
    if (port !== undefined) await tell(`${config.tlsCert === undefined ? "ws" : "wss"}://${host}:${port}`);
    process.exitCode = await stopped;
  }
}

/** One that can not start must not be kept alive by its channel to the primary. */
async function runWorker(config: ServeConfig): Promise<void> {
  try {
    await runServer(config);
  } catch (error) {
    cluster.worker?.disconnect();
    throw error;
  }
}
