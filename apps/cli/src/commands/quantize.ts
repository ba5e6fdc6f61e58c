import type { QuantizedFormat } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { decodeModelFile, encodeModelFile, type ModelFile } from "@rivulet/formats";
import { TaggerModel } from "@rivulet/live";
import { Command, Option } from "commander";
import { agreement } from "../evaluation/agreement.ts";
import { formatAccuracies } from "../output/format-evaluation.ts";
import { replaceFile } from "../output/replace-file.ts";
import { writeOut } from "../output/write-out.ts";
import { columnMoments } from "../quantize/column-moments.ts";
import { compareRoundings } from "../quantize/compare-roundings.ts";
import { quantizeModel } from "../quantize/quantize-model.ts";
import { readCorpus } from "../read-corpus.ts";
import { readModel } from "../read-model.ts";
import { tensorStorage } from "../tensor-storage.ts";

interface QuantizeOptions {
  readonly int16?: true;
  readonly int8?: true;
  readonly out: string;
  readonly calibrate?: string;
}

export function quantizeCommand(): Command {
  return new Command("quantize")
    .description("store the matrices of a model in integers: int16 loses least, int8 takes a quarter of the room")
    .argument("<name|file>", "model that ships, or a model file, of floats")
    .addOption(new Option("--int16", "14 bits of each weight").conflicts("int8"))
    .option("--int8", "8 bits of each weight")
    .requiredOption("--out <file>", "model file to write")
    .option(
      "--calibrate <file>",
      "corpus, CoNLL-U: what it feeds to the matrices decides how they are rounded; its tags are compared",
    )
    .action(run);
}

async function run(name: string, options: QuantizeOptions): Promise<void> {
  const format = formatOf(options);
  const bytes = await readModel(name);
  const file = decodeModelFile(bytes);
  checkFloats(file);
  const calibrated = options.calibrate === undefined ? undefined : await calibrate(file, format, options.calibrate);
  const encoded = encodeModelFile(calibrated?.file ?? quantizeModel(file, format));
  await replaceFile(options.out, encoded);
  const share = ((100 * encoded.length) / bytes.length).toFixed(1);
  const lines = [
    `f32            ${bytes.length} bytes`,
    `${format.padEnd(15)}${encoded.length} bytes, ${share} %`,
    ...(calibrated?.lines ?? []),
  ];
  await writeOut(`${lines.join("\n")}\n`);
}

async function calibrate(file: ModelFile, format: QuantizedFormat, corpus: string) {
  const tagger = TaggerModel.fromFile(file);
  if (!tagger.model.streams) {
    const came = "a model that looks backward: quantize it without";
    throw new RivuletError(
      "ARGUMENT_INVALID",
      `expected a model that only looks forward with --calibrate, came ${came}`,
    );
  }
  const sentences = await readCorpus(corpus);
  const calibrated = quantizeModel(file, format, columnMoments(file, tagger, sentences));
  const { numbers, changed } = compareRoundings(quantizeModel(file, format), calibrated);
  const alike = agreement(tagger, TaggerModel.fromFile(calibrated), sentences);
  const lines = [
    `calibration    rounds ${changed} of ${numbers} weights otherwise`,
    `tags as before ${formatAccuracies(alike)}`,
  ];
  return { file: calibrated, lines };
}

function formatOf({ int16, int8 }: QuantizeOptions): QuantizedFormat {
  if (int8) return "int8";
  if (int16) return "int16";
  throw new RivuletError("ARGUMENT_INVALID", "expected --int16 or --int8, came neither");
}

/** What was rounded once is not to be rounded again. */
function checkFloats({ weights }: ModelFile): void {
  const formats = Object.values(weights).map((tensor) => tensorStorage(tensor).format);
  const other = formats.find((format) => format !== "f32");
  if (other !== undefined) {
    throw new RivuletError("ARGUMENT_INVALID", `expected a model of floats, came one that is ${other} already`);
  }
}
