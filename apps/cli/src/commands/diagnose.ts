import { basename } from "node:path";
import { RivuletError } from "@rivulet/errors";
import { decodeModelFile } from "@rivulet/formats";
import { gradientFlow, reachTable, renderDiagnosis, renderFlowSvg } from "@rivulet/train";
import { Argument, Command } from "commander";
import { readSequences } from "../diagnose/read-sequences.ts";
import { sequenceSubject } from "../diagnose/sequence-subject.ts";
import type { Subject } from "../diagnose/subject.ts";
import { taggerSubject } from "../diagnose/tagger-subject.ts";
import { traceSubject } from "../diagnose/trace-subject.ts";
import { formatLeaning, formatTable } from "../output/format-diagnosis.ts";
import { replaceFile } from "../output/replace-file.ts";
import { writeOut } from "../output/write-out.ts";
import { parseWhole } from "../parse-whole.ts";
import { readCorpus } from "../read-corpus.ts";
import { readModel } from "../read-model.ts";

interface DiagnoseOptions {
  readonly model: readonly string[];
  readonly data: string;
  readonly out?: string;
  readonly svg?: string;
  readonly sentence?: string;
  readonly word?: string;
  readonly sequence?: string;
  readonly layer?: string;
  readonly steps: string;
  readonly count: string;
}

export function diagnoseCommand(): Command {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  return new Command("diagnose")
    .description("show how far back a loss reaches: the norm of ∂L_T/∂a⟨t⟩ over T − t, and what a prediction leaned on")
    .addArgument(new Argument("<what>", "what to look at").choices(["gradients"]))
    .requiredOption("--model <name|file>", "model that ships, or a model file; several go into one picture", collect)
    .requiredOption("--data <file>", "of taggers a corpus, CoNLL-U; else a JSON object with ids or dense a line")
    .option("--out <file>", "HTML report to write")
    .option("--svg <file>", "the picture alone, SVG")
    .option("--sentence <text>", "words, parted by spaces, whose tags are looked at")
    .option("--word <n>", "print what word n of the sentence leaned on, from 1 (default: the last)")
    .option("--sequence <n>", "sequence of the data whose last prediction is looked at, from 1")
    .option("--layer <n>", "recurrent layer to draw, from 0 (default: the highest that goes forward)")
    .option("--steps <n>", "tokens of a tagger's streams at least", "50")
    .option("--count <n>", "sequences at most", "100")
    .action((_, options: DiagnoseOptions) => run(options));
}

async function run(options: DiagnoseOptions): Promise<void> {
  const subjects = await Promise.all(options.model.map((name) => subjectOf(name, options)));
  const layer = options.layer === undefined ? undefined : parseWhole("layer", options.layer);
  const flows = subjects.map((subject) => gradientFlow(traceSubject(subject), layer));
  if (flows.every(({ hidden }) => hidden.length === 0)) {
    throw refused(
      layer === undefined ? "a model with a recurrent layer" : "a recurrent layer for --layer",
      options.layer ?? "none",
    );
  }
  const diagnosis = {
    title: "Gradients through time",
    notes: [
      `Median over ${Math.max(...subjects.map(({ losses }) => losses.length))} sequences of ${basename(options.data)}.`,
    ],
    flows,
    leanings: subjects.flatMap(({ name, leanings }) =>
      leanings.length > 0 ? [{ model: name, predictions: leanings }] : [],
    ),
  };
  if (options.out !== undefined) await replaceFile(options.out, renderDiagnosis(diagnosis));
  if (options.svg !== undefined) await replaceFile(options.svg, renderFlowSvg(flows));
  const parts = [formatTable(reachTable(flows))];
  for (const { name, leanings } of subjects) {
    if (leanings.length === 0) continue;
    const chosen = leanings[wordIndex(options, leanings.length)];
    parts.push(`${subjects.length > 1 ? `${name}, ` : ""}${formatLeaning(chosen)}`);
  }
  await writeOut(`${parts.join("\n\n")}\n`);
}

async function subjectOf(nameOrPath: string, options: DiagnoseOptions): Promise<Subject> {
  const file = decodeModelFile(await readModel(nameOrPath));
  const name = basename(nameOrPath).replace(/\.[a-z]+$/, "");
  const count = parseWhole("count", options.count, 1);
  if (file.task === "tagger") {
    if (options.sequence !== undefined) throw refused("--sentence for a tagger", "--sequence");
    const words = options.sentence?.split(/\s+/).filter((word) => word !== "") ?? [];
    if (options.sentence !== undefined && words.length === 0) throw refused("words in --sentence", "none");
    const sentences = await readCorpus(options.data);
    return taggerSubject(name, file, { sentences, tokens: parseWhole("steps", options.steps, 1), count, words });
  }
  if (options.sentence !== undefined) throw refused(`--sequence for a model of task ${file.task}`, "--sentence");
  const sequences = await readSequences(options.data, file.config);
  const chosen =
    options.sequence === undefined ? undefined : sequences[parseWhole("sequence", options.sequence, 1) - 1];
  if (options.sequence !== undefined && chosen === undefined) {
    throw refused(`--sequence up to ${sequences.length}`, options.sequence);
  }
  return sequenceSubject(name, file, sequences.slice(0, count), chosen);
}

function wordIndex({ word }: DiagnoseOptions, count: number): number {
  if (word === undefined) return count - 1;
  const number = parseWhole("word", word, 1);
  if (number > count) throw refused(`--word up to ${count}`, word);
  return number - 1;
}

function refused(expected: string, came: string): RivuletError {
  return new RivuletError("ARGUMENT_INVALID", `expected ${expected}, came ${came}`);
}
