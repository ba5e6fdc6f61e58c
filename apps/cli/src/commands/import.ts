import { createHash } from "node:crypto";
import { basename } from "node:path";
import { RivuletError } from "@rivulet/errors";
import { encodeModelFile, type ModelFile } from "@rivulet/formats";
import { Command, Option } from "commander";
import { describeModel } from "../describe-model.ts";
import { importFile } from "../import/import-file.ts";
import { addTellOptions, type TellOptions } from "../import/import-options.ts";
import { readLabels } from "../import/read-labels.ts";
import { guessSource, type Source, sources } from "../import/source.ts";
import { formatDescription } from "../output/format-description.ts";
import { howToRun } from "../output/how-to-run.ts";
import { replaceFile } from "../output/replace-file.ts";
import { writeOut } from "../output/write-out.ts";
import { readBytes } from "../read-bytes.ts";

interface ImportOptions extends TellOptions {
  readonly from?: Source;
  readonly out: string;
  readonly labels?: string;
}

export function importCommand(): Command {
  const command = new Command("import")
    .description("make a model file of a model trained in PyTorch, Keras or whatever writes ONNX")
    .argument("<file>", "state_dict (.pt, .pth, .safetensors), .keras, .h5, model.json of TensorFlow.js, .onnx")
    .addOption(new Option("--from <framework>", "by default seen from the file").choices(sources))
    .requiredOption("--out <file>", "model file to write")
    .option("--labels <file>", "names of the classes, one a line");
  return addTellOptions(command).action(run);
}

async function run(path: string, options: ImportOptions): Promise<void> {
  const bytes = await readBytes(path);
  const source = options.from ?? guessSource(path, bytes);
  if (source === undefined) {
    throw new RivuletError("ARGUMENT_INVALID", `expected --from ${sources.join("|")}, came a file that shows neither`);
  }
  const { config, weights, labels: ownLabels, notes } = await importFile(source, { path, bytes }, options);
  const labels = options.labels === undefined ? ownLabels : await readLabels(options.labels, config);
  const file: ModelFile = {
    task: "sequence",
    config,
    weights,
    ...(labels !== undefined && { labels }),
    about: {
      name: basename(path).replace(/\.[^.]*$/, ""),
      source: { framework: source, file: basename(path), sha256: createHash("sha256").update(bytes).digest("hex") },
      notes,
    },
  };
  const encoded = encodeModelFile(file);
  await replaceFile(options.out, encoded);
  await writeOut(`${formatDescription(describeModel(file, encoded.length))}\n${howToRun(options.out)}`);
}
