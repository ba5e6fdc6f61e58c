import { Command } from "commander";
import { connectCommand } from "./commands/connect.ts";
import { evalCommand } from "./commands/eval.ts";
import { exportCommand } from "./commands/export.ts";
import { importCommand } from "./commands/import.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { quantizeCommand } from "./commands/quantize.ts";
import { serveCommand } from "./commands/serve.ts";
import { tagCommand } from "./commands/tag.ts";
import { trainCommand } from "./commands/train.ts";
import { version } from "./version.ts";

/** The command line; failures are thrown (see format-error.ts), never printed here. */
export function createProgram(): Command {
  const program = new Command("rivulet")
    .description("Recurrent networks for live streams: tags words as they arrive.")
    .version(version);
  for (const command of [
    tagCommand(),
    serveCommand(),
    connectCommand(),
    trainCommand(),
    evalCommand(),
    inspectCommand(),
    quantizeCommand(),
    importCommand(),
    exportCommand(),
  ]) {
    program.addCommand(command);
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ outputError: () => {} });
  }
  return program;
}
