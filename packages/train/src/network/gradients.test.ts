import { type ModelConfig, Random } from "@rivulet/engine";
import {
  activationVariants,
  cellVariants,
  randomWeights,
  referenceBackward,
  referenceForward,
  relativeError,
  seededNumbers,
  sequenceLoss,
} from "@rivulet/engine/reference";
import { describe, expect, it } from "vitest";
import { ParameterLayout } from "../parameters.ts";
import type { Sequence } from "../sequence.ts";
import { Network } from "./network.ts";

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

/** The same loss and gradient by the float64 reference. */
function reference(config: ModelConfig, weights: ReturnType<typeof randomWeights>, sequences: readonly Sequence[]) {
  const gradients = new Map<string, Float64Array>();
  for (const { steps, ids, dense, targets } of sequences) {
    const perStep = (ids ?? dense ?? []).length / steps;
    const steps_ = Array.from({ length: steps }, (_, t) =>
      ids
        ? ids.slice(t * perStep, (t + 1) * perStep).filter((id) => id >= 0)
        : (dense as Float32Array).slice(t * perStep, (t + 1) * perStep),
    );
    const forward = referenceForward(config, weights, steps_);
    const wanted = steps_.map((_, t) =>
      targets.map((classes, h) =>
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
    const backward = referenceBackward(forward, sequenceLoss(forward, wanted).dLogits);
    for (const [name, tensor] of Object.entries(backward.weights)) {
      const sum = gradients.get(name) ?? new Float64Array(tensor.data.length);
      tensor.data.forEach((value, i) => {
        sum[i] += value;
      });
      gradients.set(name, sum);
    }
  }
  return gradients;
}

function check(modelConfig: ModelConfig, seed: number): void {
  const layout = new ParameterLayout(modelConfig);
  const weights = randomWeights(modelConfig, seededNumbers(seed), 1.5);
  const parameters = new Float32Array(layout.length);
  for (const { name } of layout.places) layout.view(parameters, name).set(weights[name].data);
  const sequences = randomSequences(modelConfig, new Random(seed));
  const network = new Network(modelConfig, layout);
  const options = { inputDropout: 0, outputDropout: 0, labelSmoothing: SMOOTHING, headWeights: WEIGHTS, scale: 1 };
  // Twice, so that what a batch leaves behind in kernel memory would show.
  for (let round = 0; round < 2; round++) {
    const gradient = new Float32Array(layout.length);
    const touched = new Uint8Array(layout.length);
    network.gradient(parameters, sequences, options, new Random(0), gradient, (offset, size) =>
      touched.fill(1, offset, offset + size),
    );
    const expected = reference(modelConfig, weights, sequences);
    for (const { name, offset, length } of layout.places) {
      expect(relativeError(layout.view(gradient, name), expected.get(name) as Float64Array), name).toBeLessThanOrEqual(
        1e-4,
      );
      if (!name.startsWith("embedding")) continue;
      for (let i = offset; i < offset + length; i++) if (gradient[i] !== 0) expect(touched[i]).toBe(1);
    }
  }
}

describe("f32 gradients equal the float64 reference's", () => {
  it.each(activationVariants(11).map((layer) => [JSON.stringify(layer), layer] as const))("%s", (_, layer) => {
    check(config([layer]), 7);
  });

  it.each(inputs.map((input) => [input.kind, input] as const))("%s input under stacks of every cell", (_, input) => {
    const cells = cellVariants(0);
    cells.forEach((cell, i) => {
      const above = cells[(i + 4) % cells.length];
      check(
        config(
          [
            { ...cell, hidden: 25 },
            { ...above, hidden: 9 },
            { ...cell, hidden: 5 },
          ],
          input,
        ),
        i,
      );
    });
  });
});
