import { expect, it } from "vitest";
import { capabilities } from "./capabilities.ts";
import { Model } from "./model.ts";
import { activationVariants, cellVariants, randomWeights, referenceForward, seededNumbers } from "./reference/index.ts";
import { relaxedKernels } from "./relaxed.ts";

const v8 = Number.parseInt(process.versions.v8, 10);

it("says what this Node can run", () => {
  expect(capabilities()).toEqual({ simd: true, relaxedSimd: v8 >= 12, sharedMemory: true });
});

it.runIf(v8 < 12)("has no relaxed kernels on an old V8, and the default ones serve", () => {
  expect(relaxedKernels()).toBeUndefined();
});

it.runIf(v8 >= 12).each(cellVariants(29).map((layer) => [JSON.stringify(layer), layer] as const))(
  "relaxed kernels are as exact: %s",
  (_, layer) => {
    const config = {
      input: { kind: "dense" as const, size: 7 },
      layers: [layer, { ...activationVariants(11)[0] }],
      heads: [{ name: "y", size: 3, activation: "softmax" as const }],
    };
    const random = seededNumbers(5);
    const weights = randomWeights(config, random);
    const model = Model.create(config, weights, { kernels: relaxedKernels() });
    const session = model.createSession();
    const inputs = Array.from({ length: 200 }, () => Float32Array.from({ length: 7 }, () => 2 * random() - 1));
    const expected = referenceForward(config, weights, inputs);
    session.run(inputs, (t) => {
      const wanted = expected.steps[t].probabilities[0];
      session.probabilities().forEach((value, i) => {
        expect(Math.abs(value - wanted[i])).toBeLessThanOrEqual(1e-6);
      });
    });
  },
);
