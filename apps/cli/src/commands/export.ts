import { decodeModelFile } from "@rivulet/formats";
import { Command, Option } from "commander";
import { exportFile, type Target, targets } from "../export/export-file.ts";
import { replaceFile } from "../output/replace-file.ts";
import { writeOut } from "../output/write-out.ts";
import { readModel } from "../read-model.ts";

interface ExportOptions {
  readonly to: Target;
  readonly out: string;
}

export function exportCommand(): Command {
  return new Command("export")
    .description("write a model for another framework; what it can not express is refused by name")
    .argument("<name|file>", "model that ships, or a model file")
    .addOption(
      new Option("--to <format>", "onnx, or pytorch: a state_dict in safetensors")
        .choices(targets)
        .makeOptionMandatory(),
    )
    .requiredOption("--out <file>", "file to write")
    .action(run);
}

async function run(name: string, { to, out }: ExportOptions): Promise<void> {
  const bytes = await exportFile(to, decodeModelFile(await readModel(name)));
  await replaceFile(out, bytes);
  await writeOut(`${to.padEnd(15)}${bytes.length} bytes\n`);
}
