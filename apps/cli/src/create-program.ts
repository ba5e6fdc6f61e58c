import { Command } from "commander";
import { connectCommand } from "./commands/connect.ts";
import { diagnoseCommand } from "./commands/diagnose.ts";
import { evalCommand } from "./commands/eval.ts";
import { experimentCommand } from "./commands/experiment.ts";
import { exportCommand } from "./commands/export.ts";
import { importCommand } from "./commands/import.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { quantizeCommand } from "./commands/quantize.ts";
import { serveCommand } from "./commands/serve.ts";
import { tagCommand } from "./commands/tag.ts";
import { trainCommand } from "./commands/train.ts";
import { workerCommand } from "./commands/worker.ts";
import { version } from "./version.ts";

/** The command line; failures are thrown (see format-error.ts), never printed here. */
export function createProgram(): Command {
  const program = new Command("rivulet")
    .description("Recurrent networks for live streams: tags words as they arrive.")
    .version(version);
  for (const command of [
    tagCommand(),
    serveCommand(),
    workerCommand(),
    connectCommand(),
    trainCommand(),
    evalCommand(),
    inspectCommand(),
    quantizeCommand(),
    importCommand(),
    exportCommand(),
    diagnoseCommand(),
    experimentCommand(),
  ]) {
    program.addCommand(command);
  }
  for (const command of [program, ...program.commands.flatMap((own) => [own, ...own.commands])]) {
    command.exitOverride().configureOutput({ outputError: () => {} });
  }
  return program;
}
