import { RivuletError } from "@rivulet/errors";
import type { StepInput } from "./config.ts";
import { kernelsOf } from "./kernels-of.ts";
import type { Model } from "./model.ts";
import { readLayer } from "./read-layer.ts";
import type { SequenceOutputs } from "./sequence-outputs.ts";
import { runForward, runLayers } from "./whole-sequence.ts";

/**
 * A whole sequence from the initial state, through a model of any layers. Where the model `streams` the bits are those of
 * `Session.step`, and kernel memory does not grow with the sequence; elsewhere each step takes `Model.bytesPerSession`.
 * @throws INPUT_INVALID for a sequence of no steps or with an input that is not valid, MEMORY_EXHAUSTED
 */
export function runSequence(model: Model, inputs: readonly StepInput[]): SequenceOutputs {
  if (inputs.length === 0) {
    throw new RivuletError("INPUT_INVALID", "expected a sequence of one step at least, came none");
  }
  const kernels = kernelsOf(model);
  for (const input of inputs) kernels.check(input);
  const sequence = { inputs, readLayer: readLayer(model.config), isReversed: model.config.outputOrder === "reversed" };
  return model.streams ? runForward(kernels, sequence) : runLayers(kernels, sequence);
}
