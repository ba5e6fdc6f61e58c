import type { MachineLimits } from "./limits/step-limit.ts";
import type { LayerResult } from "./page/layer-tables.ts";
import type { Suite } from "./suite.ts";
import { batch } from "./suites/batch.ts";
import { limits } from "./suites/limits.ts";
import { sequence } from "./suites/sequence.ts";
import { type SizeResult, size } from "./suites/size.ts";
import { step } from "./suites/step.ts";
import { type TaggerResult, tagger } from "./suites/tagger.ts";
import { type TrainResult, train } from "./suites/train.ts";

/** What each suite finds. */
export interface Results {
  readonly step: LayerResult;
  readonly batch: LayerResult;
  readonly sequence: LayerResult;
  readonly tagger: TaggerResult;
  readonly train: TrainResult;
  readonly size: SizeResult;
  readonly limits: MachineLimits;
}

export type SuiteName = keyof Results;

/** All subcommands, in the order of the page. */
export const suites: { readonly [Name in SuiteName]: Suite<Results[Name]> } = {
  step,
  batch,
  sequence,
  tagger,
  train,
  size,
  limits,
};

export const suiteNames: readonly SuiteName[] = ["step", "batch", "sequence", "tagger", "train", "size", "limits"];
