import { layerColumns, outputSize } from "./cell-traits.ts";
import type { InputConfig, ModelConfig } from "./config.ts";
import { refuse } from "./config-fields.ts";

/** Refuses layers whose sizes do not go together: CONFIG_INVALID. The configuration is of the right form already. */
export function validateSizes(config: ModelConfig): void {
  const columns = layerColumns(config);
  // A step on ids reads ready projections W_x e, not the x⟨t⟩ that a residual link would add.
  if (config.layers[0].residual && config.input.kind !== "dense") {
    refuse("layers[0].residual", "false on an input of ids", true);
  }
  config.layers.forEach((layer, l) => {
    if (layer.cell === "bidirectional" && (layer.merge ?? "concat") !== "concat") {
      const [forward, backward] = [outputSize(layer.forward), outputSize(layer.backward)];
      if (forward !== backward) {
        refuse(
          `layers[${l}].backward`,
          `as long as the forward one, ${forward}, to be merged by ${layer.merge}`,
          backward,
        );
      }
    }
    if (layer.residual && columns[l] !== columns[l + 1]) {
      refuse(`the output of layers[${l}]`, `as long as its input, ${columns[l]}, to be added to it`, columns[l + 1]);
    }
  });
}

/** Refuses what does not go with the declared shape: CONFIG_INVALID. */
export function validateShape(config: ModelConfig): void {
  const { shape = "many-to-many", outputOrder = "time", layers, heads } = config;
  const isReversed = outputOrder === "reversed";
  if (shape === "many-to-many" && !isReversed) return;
  if (shape !== "many-to-many" && isReversed) refuse("outputOrder", `time in a ${shape} model`, outputOrder);
  if (isReversed && heads.length === 0) refuse("heads", "what outputOrder can reverse", heads);
  heads.forEach(({ delay = 0 }, h) => {
    if (delay !== 0) refuse(`heads[${h}].delay`, `0 in a ${isReversed ? "reversed" : shape} model`, delay);
  });
  if (shape === "one-to-one") {
    layers.forEach(({ cell }, l) => {
      if (cell !== "dense") refuse(`layers[${l}].cell`, "dense in a one-to-one model", cell);
    });
  }
  if (shape === "one-to-many") validateGeneration(config);
}

/** One-to-many: what a step gives is the next step's input. */
function validateGeneration({ input, layers, heads }: ModelConfig): void {
  layers.forEach((layer, l) => {
    const backward = layer.cell === "bidirectional" || ("direction" in layer && layer.direction === "backward");
    if (backward) refuse(`layers[${l}]`, "without a backward direction in a one-to-many model", layer.cell);
  });
  const ids = generatedIds(input);
  if (ids === undefined) {
    refuse("input", "one id (one-hot, or one embedding table alone) in a one-to-many model", input.kind);
  }
  if (heads.length !== 1) refuse("heads", "one alone in a one-to-many model", heads.length);
  if (heads[0].activation !== "softmax") {
    refuse("heads[0].activation", "softmax in a one-to-many model", heads[0].activation);
  }
  if (heads[0].size > ids) refuse("heads[0].size", `at most the ${ids} ids of the input`, heads[0].size);
}

/** Ids of an input that one id says all of. */
function generatedIds(input: InputConfig): number | undefined {
  if (input.kind === "one-hot") return input.size;
  if (input.kind === "dense" || (input.dense ?? 0) > 0 || input.tables.length > 1) return undefined;
  return input.tables[0].rows;
}
