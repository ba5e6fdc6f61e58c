import { expect, it } from "vitest";
import kernelSource from "../build/kernels.wasm";
import dotKernelSource from "../build/kernels-dot.wasm";
import { firstDifference, wordsOf } from "../test/bits.ts";
import { randomInputs } from "../test/random-models.ts";
import { capabilities } from "./capabilities.ts";
import type { ModelConfig } from "./config.ts";
import { Model } from "./model.ts";
import { quantizeWeights } from "./quantize.ts";
import { cellVariants, randomWeights, seededNumbers } from "./reference/index.ts";

it.runIf(capabilities().relaxedSimd).each(cellVariants(37).map((layer) => [JSON.stringify(layer), layer] as const))(
  "the kernels with the 8-bit dot product give the bits of the plain ones: %s",
  (_, layer) => {
    const config: ModelConfig = {
      input: { kind: "dense", size: 13 },
      layers: [layer, { cell: "lstm", hidden: 70 }],
      heads: [{ name: "class", size: 5, activation: "softmax" }],
    };
    const random = seededNumbers(7);
    const weights = randomWeights(config, random, 2);
    const inputs = randomInputs(config, random, 60);
    for (const stored of [
      weights,
      quantizeWeights(config, weights, "int16"),
      quantizeWeights(config, weights, "int8"),
    ]) {
      const outputs = [kernelSource, dotKernelSource].map((kernels) => {
        const model = Model.create(config, stored, { kernels });
        const sessions = Array.from({ length: 3 }, () => model.createSession());
        for (const input of inputs) model.stepMany(sessions, [input, input, input]);
        return sessions.map((session) => wordsOf(session.hidden().slice()));
      });
      outputs[0].forEach((bits, i) => {
        expect(firstDifference(bits, outputs[1][i])).toBe(-1);
      });
    }
  },
);
