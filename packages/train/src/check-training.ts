import {
  type AnyModelConfig,
  encoderConfig,
  isEncoderDecoder,
  type LayerConfig,
  type LstmLayer,
  type ModelConfig,
  recurrentParts,
} from "@rivulet/engine";
import { tellsSlope } from "@rivulet/engine/training";
import { RivuletError } from "@rivulet/errors";
import { headedConfig } from "./headed-config.ts";
import { type LossOptions, resolveLosses } from "./losses/loss-options.ts";
import { type TrainingOptions, validateTrainingOptions } from "./training-options.ts";

/** Refuses options that are out of range or do not fit the model; gives the loss of each head. Errors: TRAINING_CONFIG_INVALID. */
export function checkTraining(trained: AnyModelConfig, options: TrainingOptions): readonly LossOptions[] {
  const config = headedConfig(trained);
  validateTrainingOptions(options);
  if (config.heads.length === 0) throw refused("a head to train", "a model without one");
  if (config.outputOrder === "reversed") throw refused("outputs in the order of time, as targets are", "reversed ones");
  checkActivations(config);
  if (isEncoderDecoder(trained)) checkActivations(encoderConfig(trained));
  const losses = resolveLosses(config, options.losses ?? {}, options.labelSmoothing);
  const hasCtc = losses.some(({ kind }) => kind === "ctc");
  if (hasCtc && isEncoderDecoder(trained)) throw refused("another loss than ctc for an encoder–decoder", "ctc");
  const isManyToOne = config.shape === "many-to-one";
  if (hasCtc && isManyToOne) throw refused("a head that speaks at every step for ctc", "a many-to-one model");
  if (options.truncate !== undefined) {
    const whole = "whole sequences (no truncate)";
    if (hasCtc) throw refused(`${whole} for ctc`, `${options.truncate}`);
    if (isEncoderDecoder(trained)) throw refused(`${whole} for an encoder–decoder`, `${options.truncate}`);
    if (isManyToOne) throw refused(`${whole} for a many-to-one model`, `${options.truncate}`);
    if (config.layers.some(looksBack)) throw refused(`${whole} for layers that go backward`, `${options.truncate}`);
  }
  return losses;
}

/** The backward pass knows an activation by its value, which must tell its slope. */
function checkActivations(config: ModelConfig): void {
  const layers = recurrentParts(config).map(({ layer }) => layer);
  for (const layer of [...layers, ...config.layers.filter(({ cell }) => cell === "dense")]) {
    for (const key of ["activation", "gateActivation", "outputActivation"] as const) {
      const activation = (layer as Partial<LstmLayer>)[key];
      if (activation === undefined || tellsSlope(activation)) continue;
      throw refused("activations with an alpha of at least 0", JSON.stringify(activation));
    }
  }
}

/** Whether a layer goes from the last step to the first, so that it has no state to carry on. */
function looksBack(layer: LayerConfig): boolean {
  return layer.cell === "bidirectional" || (layer.cell !== "dense" && layer.direction === "backward");
}

function refused(expected: string, came: string): RivuletError {
  return new RivuletError("TRAINING_CONFIG_INVALID", `expected ${expected}, came ${came}`);
}
