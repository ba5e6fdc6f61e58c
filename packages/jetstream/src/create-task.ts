import type { Model } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { TaggerModel } from "@rivulet/live";
import type { JobOptions } from "./job.ts";
import { scoringOptions } from "./scoring/scoring-options.ts";
import { ScoringTask } from "./scoring/scoring-task.ts";
import { taggingOptions } from "./tagging/tagging-options.ts";
import { TaggingTask } from "./tagging/tagging-task.ts";
import type { Task } from "./task.ts";

/** What a model does in a job. Throws ARGUMENT_INVALID, for an option of the other kind of model too, MODEL_NOT_STREAMABLE. */
export function createTask(model: TaggerModel | Model, options: JobOptions): Task {
  if (model instanceof TaggerModel) {
    refuse("a network that is no tagger", { value: options.value });
    return new TaggingTask(model, taggingOptions(options));
  }
  const { text, tokens, end, sentences, finalOnly } = options;
  refuse("a tagger", { text, tokens, end, sentences, finalOnly });
  return new ScoringTask(model, scoringOptions(options));
}

function refuse(kind: string, foreign: object): void {
  for (const [name, value] of Object.entries(foreign)) {
    if (value === undefined) continue;
    throw new RivuletError("ARGUMENT_INVALID", `expected ${name} for ${kind} alone, came ${JSON.stringify(value)}`);
  }
}
