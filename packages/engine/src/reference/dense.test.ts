import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Activation, DenseLayer, ModelConfig } from "../config.ts";
import { Model } from "../model.ts";
import { quantizeWeights } from "../quantize.ts";
import { dense, denseWeights } from "./dense.ts";
import { finiteDifferences, randomWeights, relativeError, seededNumbers } from "./index.ts";
import { doubleTensors, zeroTensors } from "./tensors.ts";

const layers: fc.Arbitrary<DenseLayer> = fc.record({
  cell: fc.constant("dense" as const),
  hidden: fc.integer({ min: 1, max: 70 }),
  activation: fc.constantFrom<Activation>("tanh", "softplus", { kind: "elu", alpha: 0.7 }, "linear"),
});

function modelOf(layer: DenseLayer, size: number): ModelConfig {
  return { shape: "one-to-one", input: { kind: "dense", size }, layers: [layer], heads: [] };
}

describe("a dense layer", () => {
  it("of the reference has the gradients of finite differences", () => {
    const layer = { cell: "dense", hidden: 4, activation: "softplus" } as const;
    const random = seededNumbers(3);
    const config = modelOf(layer, 3);
    const tensors = doubleTensors(config, randomWeights(config, random));
    const weights = denseWeights(tensors, "layers.0");
    const x = Float64Array.from({ length: 3 }, () => 2 * random() - 1);
    const dOutput = Float64Array.of(1, -2, 0.5, 3);
    const loss = () => dense(layer, weights, x).output.reduce((sum, a, i) => sum + a * dOutput[i], 0);
    const gradients = denseWeights(zeroTensors(config), "layers.0");
    const dx = dense(layer, weights, x).backward(dOutput, gradients);
    for (const [values, gradient] of [
      [weights.W.data, gradients.W.data],
      [weights.b, gradients.b],
      [x, dx],
    ]) {
      expect(relativeError(gradient, finiteDifferences(values, loss))).toBeLessThanOrEqual(1e-8);
    }
  });

  it.each([
    ["f32", 1e-6],
    ["int16", 2e-3],
    ["int8", 3e-2],
  ] as const)("of the engine in %s is the reference's to %d", (format, tolerance) => {
    fc.assert(
      fc.property(layers, fc.integer({ min: 1, max: 40 }), fc.nat(), (layer, size, seed) => {
        const random = seededNumbers(seed);
        const config = modelOf(layer, size);
        const weights = randomWeights(config, random);
        const stored = format === "f32" ? weights : quantizeWeights(config, weights, format);
        const x = Float32Array.from({ length: size }, () => 2 * random() - 1);
        const session = Model.create(config, stored).createSession();
        session.step(x);
        const { output } = dense(layer, denseWeights(doubleTensors(config, weights), "layers.0"), Float64Array.from(x));
        session.hidden().forEach((value, i) => {
          expect(Math.abs(value - output[i])).toBeLessThanOrEqual(tolerance);
        });
      }),
      { numRuns: 50 },
    );
  });
});
