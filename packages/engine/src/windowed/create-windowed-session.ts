import { RivuletError } from "@rivulet/errors";
import { kernelsOf } from "../kernels-of.ts";
import type { Model } from "../model.ts";
import { checkWindowOptions, type WindowOptions } from "./window-options.ts";
import { WindowedSession } from "./windowed-session.ts";

/**
 * A live stream through a model of any layers, with a look-ahead of `window` steps: see `WindowedSession`.
 * @throws CONFIG_INVALID, MODEL_NOT_STREAMABLE for a many-to-one model and for reversed outputs,
 * MEMORY_EXHAUSTED
 */
export function createWindowedSession(model: Model, options: WindowOptions): WindowedSession {
  if (model.config.shape === "many-to-one") {
    throw new RivuletError("MODEL_NOT_STREAMABLE", "expected an output a step, came a many-to-one model");
  }
  if (model.config.outputOrder === "reversed") {
    throw new RivuletError("MODEL_NOT_STREAMABLE", "expected outputs in the order of time, came reversed ones");
  }
  return new WindowedSession(model, kernelsOf(model), checkWindowOptions(options));
}
