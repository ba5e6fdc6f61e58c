import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { RivuletError } from "@rivulet/errors";
import { readConllu } from "@rivulet/text";
import { localPool, renderReport } from "@rivulet/train";
import { Command, Option } from "commander";
import { replaceFile } from "../output/replace-file.ts";
import { TrainingProgress } from "../output/training-progress.ts";
import { parseWhole } from "../parse-whole.ts";
import { readText } from "../read-text.ts";
import { readRecipe, type TaggerRecipe } from "../train/tagger-recipe.ts";
import { threadPool } from "../train/thread-pool.ts";
import { prepareTagger } from "../train/train-tagger.ts";

interface TrainOptions {
  readonly train: string;
  readonly dev: string;
  readonly out: string;
  readonly config?: string;
  readonly seed?: string;
  readonly epochs?: string;
  readonly threads: string;
  readonly fresh?: true;
}

export function trainCommand(): Command {
  return new Command("train")
    .description("train a model; interrupted, the same command goes on from the last epoch to the same bits")
    .addOption(new Option("--task <task>", "what to train").choices(["tagger"]).makeOptionMandatory())
    .requiredOption("--train <file>", "corpus to learn from, CoNLL-U")
    .requiredOption("--dev <file>", "corpus to choose the best epoch on, CoNLL-U")
    .requiredOption("--out <file>", "model file to write; OUT.checkpoint and OUT.html (the report) stand beside it")
    .option("--config <file>", "JSON that changes the default recipe")
    .option("--seed <n>", "seed of the training")
    .option("--epochs <n>", "epochs of the training")
    .addOption(new Option("--threads <n>", "threads; the bits are the same").choices(["1", "2"]).default("2"))
    .option("--fresh", "start anew even if there is a checkpoint")
    .action(run);
}

async function run(options: TrainOptions): Promise<void> {
  const recipe = await recipeOf(options);
  const [train, dev] = await Promise.all(
    [options.train, options.dev].map(async (path) => readConllu(await readText(path))),
  );
  const training = prepareTagger(recipe, train, dev, options.threads === "1" ? localPool : threadPool);
  const { trainer } = training;
  const checkpoint = `${options.out}.checkpoint`;
  const progress = new TrainingProgress(recipe.training.epochs);
  try {
    if (options.fresh) await rm(checkpoint, { force: true });
    else if (existsSync(checkpoint)) trainer.resume(await readFile(checkpoint));
    progress.start(trainer.history);
    await training.run({
      now: () => performance.now(),
      onUpdate: (record, updatesOfEpoch) => progress.update(record, updatesOfEpoch),
      onEpoch: async (record, best) => {
        progress.epoch(record, best);
        // The model first: a checkpoint that knows a best epoch without its model file would never write it.
        if (best) await replaceFile(options.out, training.modelFile());
        await replaceFile(checkpoint, trainer.checkpoint());
        await replaceFile(`${options.out}.html`, renderReport(recipe.name, trainer.history, recipe.training));
      },
      // The report alone shows what led there; the training itself is back at its last good epoch.
      onDivergence: async (history) => {
        await replaceFile(`${options.out}.html`, renderReport(recipe.name, history, recipe.training));
      },
    });
  } catch (error) {
    if (error instanceof RivuletError && error.code === "LOSS_NOT_FINITE") {
      await replaceFile(checkpoint, trainer.checkpoint());
    }
    throw error;
  } finally {
    progress.stop();
    await trainer.close();
  }
  progress.finish(trainer.history, options.out);
}

async function recipeOf({ config, seed, epochs }: TrainOptions): Promise<TaggerRecipe> {
  const recipe = readRecipe(config === undefined ? {} : parseJson(config, await readText(config)));
  const changes = {
    ...(seed !== undefined && { seed: parseWhole("seed", seed) }),
    ...(epochs !== undefined && { epochs: parseWhole("epochs", epochs) }),
  };
  return { ...recipe, training: { ...recipe.training, ...changes } };
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RivuletError("ARGUMENT_INVALID", `expected JSON in ${path}, came text that is not`, { cause });
  }
}
