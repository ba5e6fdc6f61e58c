import { cellVariants, randomWeights, seededNumbers } from "@rivulet/engine/reference";
import { Model, type ModelConfig, quantizeWeights, type RecurrentLayerConfig, type StoredWeights } from "rivulet";
import { digest } from "./digest.ts";
import type { Vectors } from "./messages.ts";
import { traceOf } from "./trace.ts";

const HIDDEN = 37;
const STEPS = 40;

/** Every form of a cell, its weights as floats, in 16 bits and in 8: the bits of everything that forty steps show. */
export async function engineVectors(): Promise<Vectors> {
  const vectors: Record<string, string> = {};
  for (const layer of cellVariants(HIDDEN)) {
    const { config, weights, inputs } = fixedModel(layer);
    const stored: Readonly<Record<string, StoredWeights>> = {
      f32: weights,
      int16: quantizeWeights(config, weights, "int16"),
      int8: quantizeWeights(config, weights, "int8"),
    };
    for (const [format, form] of Object.entries(stored)) {
      const session = Model.create(config, form).createSession();
      const { hidden: _, ...shape } = layer;
      vectors[`${JSON.stringify(shape)} ${format}`] = await digest(traceOf(session, inputs));
    }
  }
  return vectors;
}

/** A model of one layer with weights and inputs from a seed: the same numbers on every runtime, by integers alone. */
export function fixedModel(layer: RecurrentLayerConfig) {
  const config: ModelConfig = {
    input: { kind: "dense", size: 7 },
    layers: [layer],
    heads: [
      { name: "class", size: 17, activation: "softmax" },
      { name: "flags", size: 3, activation: "sigmoid" },
    ],
  };
  const random = seededNumbers(11);
  const weights = randomWeights(config, random);
  const inputs = Array.from({ length: STEPS }, () => Float32Array.from({ length: 7 }, () => 2 * random() - 1));
  return { config, weights, inputs };
}
