import { Random } from "@rivulet/engine";
import {
  type EncoderDecoderExample,
  encoderDecoderBackward,
  encoderDecoderForward,
  encoderDecoderName,
  encoderDecoderVariants,
  headLoss,
  randomEncoderDecoderExample,
  randomWeights,
  relativeError,
  seededNumbers,
} from "@rivulet/engine/reference";
import { describe, expect, it } from "vitest";
import { addGradients } from "../../test/network-gradient.ts";
import { ParameterLayout } from "../parameters.ts";
import type { Sequence } from "../sequence.ts";
import { EncoderDecoderNetwork } from "./encoder-decoder-network.ts";

const SMOOTHING = 0.1;
const TOLERANCE = 1e-4;

/** Steps of sources and targets: neither order is that of the other. */
const LENGTHS = [
  [4, 2],
  [1, 5],
  [6, 6],
  [3, 1],
];

function sequenceOf({ source, target, wanted }: EncoderDecoderExample): Sequence {
  const steps = source.length;
  const isDense = source[0] instanceof Float32Array;
  return {
    steps: target.length,
    source: isDense
      ? { steps, dense: Float32Array.from(source.flatMap((x) => [...(x as Float32Array)])) }
      : { steps, ids: Int32Array.from(source as number[]) },
    ids: Int32Array.from(target),
    targets: [Int32Array.from(wanted)],
  };
}

const variants = encoderDecoderVariants();

describe("f32 gradients of an encoder–decoder equal the float64 reference's", () => {
  it.each(variants.map((config) => [encoderDecoderName(config), config] as const))("%s", (_, config) => {
    const random = seededNumbers(17);
    const layout = new ParameterLayout(config);
    const weights = randomWeights(config, random, 2);
    const parameters = new Float32Array(layout.length);
    for (const { name } of layout.places) layout.view(parameters, name).set(weights[name].data);
    const examples = LENGTHS.map(([sourceSteps, targetSteps]) =>
      randomEncoderDecoderExample(config, random, sourceSteps, targetSteps),
    );
    const expected = new Map<string, Float64Array>();
    let loss = 0;
    for (const { source, target, wanted } of examples) {
      const forward = encoderDecoderForward(config, weights, source, target);
      const losses = forward.steps.map(({ logits }, t) => {
        const target = { loss: "softmax-cross-entropy", target: wanted[t] } as const;
        loss += headLoss(config.decoder.heads[0], logits, target).value;
        return headLoss(config.decoder.heads[0], logits, { ...target, labelSmoothing: SMOOTHING }).dLogits;
      });
      addGradients(expected, encoderDecoderBackward(forward, losses));
    }

    const network = new EncoderDecoderNetwork(config, layout);
    const options = {
      inputDropout: 0,
      outputDropout: 0,
      losses: [{ kind: "categorical", labelSmoothing: SMOOTHING }] as const,
      headWeights: [],
      scale: 1,
    };
    // Twice, so that what a batch leaves behind in kernel memory would show.
    for (let round = 0; round < 2; round++) {
      const gradient = new Float32Array(layout.length);
      const touched = new Uint8Array(layout.length);
      const job = { parameters, sequences: examples.map(sequenceOf), carry: false, options, random: new Random(0) };
      const { heads } = network.gradient(job, gradient, (offset, size) => touched.fill(1, offset, offset + size));
      expect(heads[0].loss).toBeCloseTo(loss, 4);
      for (const { name, offset, length, sparseRow } of layout.places) {
        const error = relativeError(layout.view(gradient, name), expected.get(name) as Float64Array);
        expect(error, name).toBeLessThanOrEqual(TOLERANCE);
        if (sparseRow === 0) continue;
        for (let i = offset; i < offset + length; i++) if (gradient[i] !== 0) expect(touched[i]).toBe(1);
      }
    }
  });
});
