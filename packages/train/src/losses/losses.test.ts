import { type HeadConfig, type ModelConfig, Random } from "@rivulet/engine";
import {
  ctcLoss,
  headLoss,
  type ReferenceForward,
  referenceBackward,
  referenceForward,
  relativeError,
  type Target,
} from "@rivulet/engine/reference";
import { describe, expect, it } from "vitest";
import { addGradients, NetworkUnderTest, referenceInputs } from "../../test/network-gradient.ts";
import type { Sequence } from "../sequence.ts";
import { sampleLogUniform } from "./log-uniform.ts";
import type { LossOptions } from "./loss-options.ts";

const SIZE = 6;
const LENGTHS = [7, 1, 5, 4];
const SEED = 5;

/** A loss with targets for `LENGTHS`, and what the reference says of one sequence: a loss and its gradient at each step's logits. */
interface LossCase {
  readonly name: string;
  readonly activation: HeadConfig["activation"];
  readonly loss: LossOptions;
  readonly shape?: ModelConfig["shape"];
  readonly targets: readonly Sequence["targets"][number][];
  readonly weights?: readonly (Float32Array | undefined)[];
  /** Targets that count. */
  readonly count: number;
  /** Of step t of a sequence; for ctc `whole`. */
  readonly step?: (head: HeadConfig, z: Float64Array, sequence: number, t: number) => Target | undefined;
  readonly whole?: { readonly blank: number };
}

const classes = [
  Int32Array.of(0, 5, -1, 2, 2, 1, 3),
  undefined,
  Int32Array.of(-1, -1, -1, -1, -1),
  Int32Array.of(4, 4, 0, 1),
];
const stepWeights = [Float32Array.of(1, 2, 1, 0, 0.5, 1, 3), undefined, undefined, Float32Array.of(0, 1, 1, 0.25)];
const classWeights = [1, 0.5, 2, 1.5, 1, 3];
const floats = LENGTHS.map((steps, i) =>
  i === 1 ? undefined : Float32Array.from({ length: steps * SIZE }, (_, k) => ((k * 7 + i) % 5) / 4),
);
const labels = [Int32Array.of(1, 1, 4), undefined, Int32Array.of(), Int32Array.of(3, 2, 3, 1)];
const weightAt = (weights: LossCase["weights"], i: number, t: number) => weights?.[i]?.[t] ?? 1;

const sample = sampleLogUniform(SIZE, 3, new Random(SEED));
const logExpected = Float64Array.from({ length: SIZE }, (_, c) => sample.logExpected(c));

const cases: LossCase[] = [
  {
    name: "categorical, smoothed and weighted",
    activation: "softmax",
    loss: { kind: "categorical", labelSmoothing: 0.1, classWeights },
    targets: classes,
    weights: stepWeights,
    count: 8,
    step(_, __, i, t) {
      const target = classes[i]?.[t] ?? -1;
      const weight = weightAt(stepWeights, i, t) * classWeights[target];
      return target < 0 ? undefined : { loss: "softmax-cross-entropy", target, labelSmoothing: 0.1, weight };
    },
  },
  {
    name: "sampled, weighted",
    activation: "softmax",
    loss: { kind: "sampled", samples: 3, classWeights },
    targets: classes,
    weights: stepWeights,
    count: 8,
    step(_, __, i, t) {
      const target = classes[i]?.[t] ?? -1;
      const weight = weightAt(stepWeights, i, t) * classWeights[target];
      const samples = [...sample.classes];
      return target < 0 ? undefined : { loss: "sampled-softmax-cross-entropy", target, samples, logExpected, weight };
    },
  },
  {
    name: "binary, weighted",
    activation: "sigmoid",
    loss: { kind: "binary", classWeights },
    targets: floats,
    weights: stepWeights,
    count: 14,
    step(_, __, i, t) {
      const target = floats[i] && Float64Array.from(floats[i].subarray(t * SIZE, (t + 1) * SIZE));
      const weight = weightAt(stepWeights, i, t);
      return target && { loss: "sigmoid-cross-entropy", target, weight, classWeights: Float64Array.from(classWeights) };
    },
  },
  {
    name: "squared, weighted",
    activation: "none",
    loss: { kind: "squared", classWeights },
    targets: floats,
    weights: stepWeights,
    count: 14,
    step(_, __, i, t) {
      const target = floats[i] && Float64Array.from(floats[i].subarray(t * SIZE, (t + 1) * SIZE));
      const weight = weightAt(stepWeights, i, t);
      return target && { loss: "squared-error", target, weight, classWeights: Float64Array.from(classWeights) };
    },
  },
  {
    name: "categorical, many-to-one",
    activation: "softmax",
    shape: "many-to-one",
    loss: { kind: "categorical" },
    targets: [Int32Array.of(3), Int32Array.of(0), undefined, Int32Array.of(-1)],
    weights: [undefined, Float32Array.of(0.5), undefined, undefined],
    count: 2,
    step(_, __, i, t) {
      if (t < LENGTHS[i] - 1 || i > 1) return undefined;
      return { loss: "softmax-cross-entropy", target: [3, 0][i], weight: [1, 0.5][i] };
    },
  },
  {
    name: "ctc, blank last",
    activation: "softmax",
    loss: { kind: "ctc" },
    targets: labels,
    count: 8,
    whole: { blank: 5 },
  },
  {
    name: "ctc, blank first, weighted",
    activation: "softmax",
    loss: { kind: "ctc", blank: 0 },
    targets: labels,
    weights: [Float32Array.of(2), undefined, Float32Array.of(0), Float32Array.of(0.5)],
    count: 7,
    whole: { blank: 0 },
  },
];

/** Value and logits' gradients of one sequence by the reference. */
function referenceLoss(lossCase: LossCase, head: HeadConfig, forward: ReferenceForward, i: number) {
  const { targets, weights, step, whole } = lossCase;
  const logits = forward.steps.map((at) => at.logits[0]);
  if (whole) {
    const weight = targets[i] ? weightAt(weights, i, 0) : 0;
    const { value, dLogits } = ctcLoss(logits, [...(targets[i] ?? [])], whole.blank);
    return { value: weight * value, dLogits: dLogits.map((d) => d.map((x) => weight * x)) };
  }
  let value = 0;
  const dLogits = logits.map((z, t) => {
    const target = step?.(head, z, i, t);
    if (target === undefined) return new Float64Array(head.size);
    const loss = headLoss(head, z, target);
    // The value that is reported leaves the smoothing out.
    value += headLoss(head, z, { ...target, labelSmoothing: 0 } as Target).value;
    return loss.dLogits;
  });
  return { value, dLogits };
}

describe.each(cases.map((lossCase) => [lossCase.name, lossCase] as const))("%s", (_, lossCase) => {
  const { activation, loss, shape, targets, weights, count } = lossCase;
  const head: HeadConfig = { name: "head", size: SIZE, activation };
  const config: ModelConfig = {
    ...(shape && { shape }),
    input: { kind: "dense", size: 3 },
    layers: [
      { cell: "gru", hidden: 9, reset: "after" },
      { cell: "lstm", hidden: 5 },
    ],
    heads: [head],
  };
  const random = new Random(3);
  const sequences = LENGTHS.map((steps, i): Sequence => {
    const dense = Float32Array.from({ length: steps * 3 }, () => random.normal());
    return { steps, dense, targets: [targets[i]], ...(weights && { weights: [weights[i]] }) };
  });
  const network = new NetworkUnderTest(config, 8);

  it("has the value and, in every weight of the network, the gradient of the float64 reference", () => {
    const { gradient, heads } = network.gradient({ sequences, losses: [loss], randomSeed: SEED });
    const expected = new Map<string, Float64Array>();
    let value = 0;
    sequences.forEach((sequence, i) => {
      const forward = referenceForward(config, network.weights, referenceInputs(sequence));
      const { value: part, dLogits } = referenceLoss(lossCase, head, forward, i);
      value += part;
      const steps = dLogits.map((d) => [d]);
      addGradients(expected, referenceBackward(forward, steps).weights);
    });
    expect(heads[0].targets).toBe(count);
    expect(Math.abs(heads[0].loss - value)).toBeLessThanOrEqual(1e-5 * value);
    for (const { name } of network.layout.places) {
      const wanted = expected.get(name) as Float64Array;
      expect(Math.hypot(...wanted), name).toBeGreaterThan(1e-4);
      expect(relativeError(network.layout.view(gradient, name), wanted), name).toBeLessThanOrEqual(1e-5);
    }
  });
});
