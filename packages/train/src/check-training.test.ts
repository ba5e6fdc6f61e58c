import type { LayerConfig, ModelConfig } from "@rivulet/engine";
import { codeOf } from "@rivulet/errors/testing";
import { expect, it } from "vitest";
import { checkTraining } from "./check-training.ts";
import { defaultTrainingOptions } from "./training-options.ts";

const folds = { kind: "leaky-relu", alpha: -0.1 } as const;
const lstm = { cell: "lstm", hidden: 3 } as const;

function codeWith(layer: LayerConfig, outputOrder: ModelConfig["outputOrder"] = "time"): string | undefined {
  const config: ModelConfig = {
    outputOrder,
    input: { kind: "dense", size: 2 },
    layers: [layer],
    heads: [{ name: "class", size: 2, activation: "softmax" }],
  };
  return codeOf(() => checkTraining(config, defaultTrainingOptions));
}

it.each<LayerConfig>([
  { ...lstm, activation: folds },
  { ...lstm, gateActivation: { kind: "elu", alpha: -1 } },
  { ...lstm, outputActivation: folds },
  { cell: "dense", hidden: 3, activation: folds },
  { cell: "bidirectional", forward: lstm, backward: { ...lstm, activation: folds } },
])("refuses to train activations whose value does not tell their slope: %j", (layer) => {
  expect(codeWith(layer)).toBe("TRAINING_CONFIG_INVALID");
});

it("refuses to train reversed outputs: a target stands at its own step", () => {
  expect(codeWith(lstm, "reversed")).toBe("TRAINING_CONFIG_INVALID");
});

it.each<LayerConfig>([lstm, { ...lstm, activation: { kind: "elu", alpha: 0 } }])("trains %j", (layer) => {
  expect(codeWith(layer)).toBeUndefined();
});
