import { decodeModelFile } from "@rivulet/formats";
import { TaggerModel } from "@rivulet/live";
import { Command, Option } from "commander";
import { evaluate } from "../evaluation/evaluate.ts";
import { lookAheadOf } from "../evaluation/look-ahead.ts";
import { type EvaluationMode, tagAll } from "../evaluation/tag-all.ts";
import { tagInThreads, threadsFor } from "../evaluation/tag-threads.ts";
import { trainingWords } from "../evaluation/training-words.ts";
import { formatEvaluation } from "../output/format-evaluation.ts";
import { writeOut } from "../output/write-out.ts";
import { parseThreads } from "../parse-threads.ts";
import { readCorpus } from "../read-corpus.ts";
import { readModel } from "../read-model.ts";

interface EvalOptions {
  readonly model: string;
  readonly data: string;
  readonly train?: string;
  readonly stream?: true;
  readonly carry?: true;
  readonly threads?: number;
  readonly window?: string;
  readonly json?: true;
}

export function evalCommand(): Command {
  return new Command("eval")
    .description("measure a tagger on a corpus: accuracy at each delay, unknown words, revisions, time")
    .requiredOption("--model <name|file>", "model that ships, or a model file")
    .requiredOption("--data <file>", "corpus with gold tags, CoNLL-U")
    .option("--train <file>", "corpus whose words are the known ones (default: those the model file carries)")
    .option("--stream", "one unbroken stream: the tagger is not told where sentences end")
    .addOption(new Option("--carry", "tell where sentences end, and carry the state on").conflicts("stream"))
    .addOption(
      new Option("--threads <n>", "threads, each for some of the sentences (default: as many as pay)")
        .argParser(parseThreads)
        .conflicts(["stream", "carry"]),
    )
    .option(
      "--window <tokens>",
      "of a model that looks backward: tokens to come that make a tag final, or sentence: all tags at its end",
    )
    .option("--json", "as one JSON object")
    .action(run);
}

async function run(options: EvalOptions): Promise<void> {
  const bytes = await readModel(options.model);
  const file = decodeModelFile(bytes);
  const model = TaggerModel.fromFile(file);
  const known = await trainingWords(file, options.train);
  const sentences = await readCorpus(options.data);
  const mode = modeOf(options);
  const lookAhead = lookAheadOf(model, options.window);
  const threads = options.threads ?? threadsFor(sentences);
  const tagged =
    mode === "reset"
      ? await tagInThreads(model, bytes, sentences, threads, lookAhead.options)
      : tagAll(model, sentences, mode, lookAhead.options);
  const evaluation = evaluate(lookAhead.delays, sentences, mode, tagged, known);
  const result = { model: options.model, fingerprint: model.fingerprint, data: options.data, ...evaluation };
  await writeOut(options.json ? `${JSON.stringify(result, null, 2)}\n` : `${formatEvaluation(evaluation)}\n`);
}

function modeOf({ stream, carry }: EvalOptions): EvaluationMode {
  if (stream) return "stream";
  return carry ? "carry" : "reset";
}
