import { describe, expect, it } from "vitest";
import { formOf, randomInputs } from "../test/random-models.ts";
import type { LayerConfig, ModelConfig } from "./config.ts";
import { Model } from "./model.ts";
import { type QuantizedFormat, quantizeWeights } from "./quantize.ts";
import { cellVariants, randomWeights, referenceForward, seededNumbers } from "./reference/index.ts";

/** Largest difference of a hidden unit that 5,000 steps may show. */
function boundOf({ cell }: LayerConfig, format: QuantizedFormat): number {
  if (format === "int16") return 1e-3;
  // A vanilla cell has no gate that damps what comes in.
  return cell === "rnn" ? 1e-2 : 5e-3;
}

describe("weights in ±1/√K leave the float64 reference in 5,000 steps by no more than they may", () => {
  it.each(cellVariants(64).map((layer) => [formOf(layer), layer] as const))("%s", (_, layer) => {
    const config: ModelConfig = {
      input: { kind: "dense", size: 32 },
      layers: [layer],
      heads: [{ name: "class", size: 17, activation: "softmax" }],
    };
    const random = seededNumbers(5);
    const weights = randomWeights(config, random);
    const inputs = randomInputs(config, random, 5000);
    const reference = referenceForward(config, weights, inputs);
    for (const format of ["int16", "int8"] as const) {
      const session = Model.create(config, quantizeWeights(config, weights, format)).createSession();
      let [largest, least] = [0, Number.POSITIVE_INFINITY];
      session.run(inputs, (t) => {
        const { states, probabilities } = reference.steps[t];
        const errors = Array.from(session.hidden(), (value, i) => Math.abs(value - states[0].hidden[i]));
        const beside = Array.from(session.probabilities(), (value, i) => Math.abs(value - probabilities[0][i]));
        largest = Math.max(largest, ...errors, ...beside);
        least = Math.min(least, Math.max(...errors));
      });
      expect(largest).toBeLessThanOrEqual(boundOf(layer, format));
      expect(least).toBeGreaterThan(1e-6); // it is not the floats that ran
    }
  });
});
