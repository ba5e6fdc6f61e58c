import { join } from "node:path";
import { RivuletError } from "@rivulet/errors";
import { localPool } from "@rivulet/train";
import { Command, Option } from "commander";
import { runAdding } from "../experiment/run-adding.ts";
import { runRecall } from "../experiment/run-recall.ts";
import type { UnitRun } from "../experiment/train-unit.ts";
import { addingEffort, type Effort, quickEffort, recallEffort, type UnitName, unitNames } from "../experiment/units.ts";
import { type Results, writeResults } from "../experiment/write-results.ts";
import { formatTable } from "../output/format-diagnosis.ts";
import { writeOut } from "../output/write-out.ts";
import { parseWhole } from "../parse-whole.ts";
import { threadPool } from "../train/thread-pool.ts";

interface ExperimentOptions {
  readonly cell: UnitName | "all";
  readonly out: string;
  readonly seed: string;
  readonly threads: string;
  readonly quick?: true;
  readonly json?: true;
}

/** Lags with --quick. */
const QUICK = { adding: 20, recall: "5,10" };

export function experimentCommand(): Command {
  const adding = withOptions(new Command("adding"), "experiment-adding")
    .description("the adding problem: two marked numbers of a sequence, their sum at its end")
    .option("--lag <n>", "steps of a sequence (default: 100, with --quick 20)")
    .action((options: ExperimentOptions & { readonly lag?: string }) => {
      const lag = parseWhole("lag", options.lag ?? String(options.quick ? QUICK.adding : 100), 4);
      return run(options, addingEffort, (names, run) => runAdding(names, lag, run));
    });
  const recall = withOptions(new Command("recall"), "experiment-recall")
    .description("delayed recall: a symbol, many distractors, the symbol again; the largest lag that each unit solves")
    .option("--lags <list>", "lags in steps (default: 5,10,20,50,100,200,400, with --quick 5,10)")
    .action((options: ExperimentOptions & { readonly lags?: string }) => {
      const lags = options.lags ?? (options.quick ? QUICK.recall : "5,10,20,50,100,200,400");
      const parsed = lags.split(",").map((lag) => parseWhole("lags", lag.trim(), 1));
      return run(options, recallEffort, (names, run) => runRecall(names, parsed, run));
    });
  return new Command("experiment")
    .description("train vanilla RNN, GRU and LSTM on a classic task of long memory and draw why they differ")
    .addCommand(adding)
    .addCommand(recall);
}

function withOptions(command: Command, folder: string): Command {
  return command
    .addOption(new Option("--cell <cell>", "unit to train").choices([...unitNames, "all"]).default("all"))
    .option("--out <folder>", "folder for report.html, gradients.svg, the trained models and their sequences", folder)
    .option("--seed <n>", "seed of data and training", "1")
    .addOption(new Option("--threads <n>", "threads; the bits are the same").choices(["1", "2"]).default("2"))
    .option("--quick", "small and short: seconds")
    .option("--json", "the figures as one JSON object");
}

async function run(
  options: ExperimentOptions,
  effort: Effort,
  experiment: (names: readonly UnitName[], run: UnitRun) => Promise<Results>,
): Promise<void> {
  const unitRun: UnitRun = {
    effort: options.quick ? quickEffort : effort,
    seed: parseWhole("seed", options.seed),
    pool: options.threads === "1" ? localPool : threadPool,
  };
  if (unitRun.seed >= 2 ** 32)
    throw new RivuletError("ARGUMENT_INVALID", `expected --seed below 2³², came ${options.seed}`);
  const names = options.cell === "all" ? unitNames : [options.cell];
  const results = await experiment(names, unitRun);
  await writeResults(options.out, results, unitRun);
  process.stderr.write(`wrote ${join(options.out, "report.html")}\n`);
  const figures = results.units.map(({ name, task, measured }) => ({ unit: name, lag: task.lag, ...measured }));
  const { title, table } = results;
  await writeOut(`${options.json ? JSON.stringify({ title, table, figures }, null, 2) : formatTable(table)}\n`);
}
