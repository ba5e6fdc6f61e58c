import { type ModelConfig, Random } from "@rivulet/engine";
import {
  activationVariants,
  cellVariants,
  furtherActivationVariants,
  type randomWeights,
  referenceBackward,
  referenceForward,
  relativeError,
  sequenceLoss,
  withHidden,
} from "@rivulet/engine/reference";
import { describe, expect, it } from "vitest";
import { addGradients, NetworkUnderTest, referenceInputs } from "../../test/network-gradient.ts";
import type { Sequence } from "../sequence.ts";

const SMOOTHING = 0.1;
const SIZES = [3, 5];
const WEIGHTS = [1, 1.5];

const embedding = {
  kind: "embedding",
  tables: [
    { name: "word", rows: 7, size: 5 },
    { name: "shape", rows: 4, size: 3 },
  ],
} as const;
const inputs: ModelConfig["input"][] = [{ kind: "dense", size: 6 }, { kind: "one-hot", size: 9 }, embedding];

function config(layers: ModelConfig["layers"], input: ModelConfig["input"] = embedding): ModelConfig {
  return {
    input,
    layers,
    heads: SIZES.map((size, h) => ({ name: `head${h}`, size, activation: "softmax" as const, delay: h })),
  };
}

/** Sequences of unequal length; some steps have no target, some ids are absent. */
function randomSequences({ input }: ModelConfig, random: Random): Sequence[] {
  return [4, 1, 6, 3].map((steps) => {
    const targets = SIZES.map((size) => Int32Array.from({ length: steps }, () => random.below(size + 1) - 1));
    if (input.kind === "dense")
      return { steps, targets, dense: Float32Array.from({ length: steps * input.size }, () => random.normal()) };
    if (input.kind === "one-hot")
      return { steps, targets, ids: Int32Array.from({ length: steps }, () => random.below(9)) };
    const ids = Int32Array.from({ length: steps * 3 }, (_, i) =>
      i % 3 === 2 ? 7 + random.below(4) : random.below(8) - 1,
    );
    return { steps, targets, ids };
  });
}

/** The same gradient by the float64 reference. */
function reference(config: ModelConfig, weights: ReturnType<typeof randomWeights>, sequences: readonly Sequence[]) {
  const gradients = new Map<string, Float64Array>();
  for (const sequence of sequences) {
    const forward = referenceForward(config, weights, referenceInputs(sequence));
    const wanted = forward.inputs.map((_, t) =>
      sequence.targets.map((classes = new Int32Array(), h) =>
        classes[t] < 0
          ? undefined
          : {
              loss: "softmax-cross-entropy" as const,
              target: classes[t],
              labelSmoothing: SMOOTHING,
              weight: WEIGHTS[h],
            },
      ),
    );
    addGradients(gradients, referenceBackward(forward, sequenceLoss(forward, wanted).dLogits).weights);
  }
  return gradients;
}

function check(modelConfig: ModelConfig, seed: number): void {
  const network = new NetworkUnderTest(modelConfig, seed);
  const sequences = randomSequences(modelConfig, new Random(seed));
  const loss = { kind: "categorical", labelSmoothing: SMOOTHING } as const;
  // Twice, so that what a batch leaves behind in kernel memory would show.
  for (let round = 0; round < 2; round++) {
    const { gradient, touched } = network.gradient({ sequences, losses: [loss, loss], headWeights: WEIGHTS });
    const expected = reference(modelConfig, network.weights, sequences);
    for (const { name, offset, length } of network.layout.places) {
      const view = network.layout.view(gradient, name);
      expect(relativeError(view, expected.get(name) as Float64Array), name).toBeLessThanOrEqual(1e-4);
      if (!name.startsWith("embedding")) continue;
      for (let i = offset; i < offset + length; i++) if (gradient[i] !== 0) expect(touched[i]).toBe(1);
    }
  }
}

describe("f32 gradients equal the float64 reference's", () => {
  it.each(
    [...activationVariants(11), ...furtherActivationVariants(11)].map(
      (layer) => [JSON.stringify(layer), layer] as const,
    ),
  )("%s", (_, layer) => {
    check(config([layer]), 7);
  });

  it.each(inputs.map((input) => [input.kind, input] as const))("%s input under stacks of every cell", (_, input) => {
    const cells = cellVariants(0);
    cells.forEach((cell, i) => {
      const above = cells[(i + 4) % cells.length];
      check(config([withHidden(cell, 25), withHidden(above, 9), withHidden(cell, 5)], input), i);
    });
  });
});
