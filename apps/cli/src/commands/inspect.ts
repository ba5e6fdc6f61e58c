import { decodeAnyModelFile } from "@rivulet/formats";
import { Command } from "commander";
import { describeModel } from "../describe-model.ts";
import { formatDescription } from "../output/format-description.ts";
import { writeOut } from "../output/write-out.ts";
import { readModel } from "../read-model.ts";

export function inspectCommand(): Command {
  return new Command("inspect")
    .description("show what a model file holds")
    .argument("<name|file>", "model that ships, or a model file")
    .option("--json", "as one JSON object")
    .action(inspect);
}

async function inspect(name: string, options: { json?: true }): Promise<void> {
  const bytes = await readModel(name);
  const description = describeModel(decodeAnyModelFile(bytes), bytes.length);
  await writeOut(options.json ? `${JSON.stringify(description, null, 2)}\n` : `${formatDescription(description)}\n`);
}
