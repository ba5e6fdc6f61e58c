import { describe, expect, it } from "vitest";
import {
  encoderDecoderBackward,
  encoderDecoderForward,
  encoderDecoderName,
  encoderDecoderVariants,
  finiteDifferences,
  headLoss,
  randomEncoderDecoderExample,
  randomWeights,
  relativeError,
  seededNumbers,
} from "./index.ts";

describe("the encoder–decoder's gradients agree with finite differences", () => {
  it.each(encoderDecoderVariants().map((variant) => [encoderDecoderName(variant), variant] as const))(
    "%s",
    (_, config) => {
      const random = seededNumbers(3);
      const weights = Object.fromEntries(
        Object.entries(randomWeights(config, random, 3)).map(([name, { shape, data }]) => [
          name,
          { shape, data: Float64Array.from(data) },
        ]),
      );
      const { source, target, wanted } = randomEncoderDecoderExample(config, random, 4, 3);
      const run = () => {
        const forward = encoderDecoderForward(config, weights, source, target);
        const losses = forward.steps.map(({ logits }, t) =>
          headLoss(config.decoder.heads[0], logits, { loss: "softmax-cross-entropy", target: wanted[t] }),
        );
        return { forward, losses, value: losses.reduce((sum, { value }) => sum + value, 0) };
      };
      const { forward, losses } = run();
      const gradients = encoderDecoderBackward(
        forward,
        losses.map(({ dLogits }) => dLogits),
      );
      for (const [name, { data }] of Object.entries(weights)) {
        const numeric = finiteDifferences(data, () => run().value);
        expect(Math.hypot(...numeric), `the gradient of ${name} is not zero`).toBeGreaterThan(1e-7);
        expect(relativeError(gradients[name].data, numeric), `the gradient of ${name}`).toBeLessThanOrEqual(1e-6);
      }
    },
  );
});
