import { type ModelConfig, Random } from "@rivulet/engine";
import { referenceBackward, referenceForward, relativeError, sequenceLoss } from "@rivulet/engine/reference";
import { describe, expect, it } from "vitest";
import { echoConfig, echoOptions, echoSequence } from "../test/echo-task.ts";
import { refusal } from "../test/error-code.ts";
import { NetworkUnderTest, referenceInputs } from "../test/network-gradient.ts";
import { checkTraining } from "./check-training.ts";
import type { Sequence } from "./sequence.ts";
import { cutSpan } from "./spans.ts";
import { type BatchSource, type Evaluation, Trainer } from "./trainer.ts";
import type { TrainingOptions } from "./training-options.ts";

const config = echoConfig({ cell: "lstm", hidden: 11, peepholes: "current" });
const options: TrainingOptions = { ...echoOptions, epochs: 2, inputDropout: 0.1, outputDropout: 0.2, shards: 2 };
const noFigures = (): Evaluation => ({ score: 0, figures: {} });

/** Two batches of streams of unequal length an epoch. */
const streams: BatchSource = {
  batches(epoch) {
    const random = new Random(epoch);
    return [
      [17, 5, 12],
      [4, 9],
    ].map((lengths) => lengths.map((steps) => echoSequence(steps, random)));
  },
};

function flat(trainer: Trainer): number[] {
  return Object.values(trainer.weights).flatMap(({ data }) => [...data]);
}

describe("truncated backpropagation through time", () => {
  it("is the whole where the spans are as long as the sequences, to the bit", async () => {
    const whole = new Trainer(config, options);
    const truncated = new Trainer(config, { ...options, truncate: 17 });
    await whole.run(streams, noFigures);
    await truncated.run(streams, noFigures);
    expect(truncated.history).toEqual(whole.history);
    expect(flat(truncated)).toEqual(flat(whole));
  });

  it("makes an update of each span of the batch's streams", async () => {
    const trainer = new Trainer(config, { ...options, truncate: 5 });
    const told: number[] = [];
    await trainer.run(streams, noFigures, { onUpdate: (_, updatesOfEpoch) => told.push(updatesOfEpoch) });
    // 17 steps take 4 spans, 9 take 2
    expect(trainer.history.updates.map(({ update, epoch }) => [update, epoch])).toEqual(
      Array.from({ length: 12 }, (_, i) => [i + 1, i < 6 ? 0 : 1]),
    );
    expect(new Set(told)).toEqual(new Set([6]));
  });

  it("goes on from a checkpoint after any update, within an epoch too, to the same bits", async () => {
    const cut = { ...options, truncate: 5 };
    const whole = new Trainer(config, cut);
    const checkpoints: Uint8Array[] = [];
    await whole.run(streams, noFigures, { onUpdate: () => checkpoints.push(whole.checkpoint()) });
    expect(checkpoints).toHaveLength(12);
    for (const checkpoint of checkpoints) {
      const resumed = new Trainer(config, cut);
      resumed.resume(checkpoint);
      await resumed.run(streams, noFigures);
      expect(resumed.checkpoint()).toEqual(whole.checkpoint());
    }
  });

  it("learns over spans what no span holds: each carries on the state of the one before", async () => {
    const source: BatchSource = {
      batches(epoch) {
        const random = new Random(epoch);
        return Array.from({ length: 6 }, () => Array.from({ length: 8 }, () => echoSequence(24, random)));
      },
    };
    const long = { ...echoOptions, epochs: 12, truncate: 4 };
    const trainer = new Trainer(echoConfig({ cell: "gru", hidden: 20, reset: "after" }), long);
    await trainer.run(source, noFigures);
    // Without the state, the first step of each of the 6 spans could only be guessed: about 0.8 right.
    expect(trainer.history.epochs.at(-1)?.accuracy).toBeGreaterThan(0.97);
  });
});

describe("a carried state", () => {
  const stack: ModelConfig = {
    input: { kind: "dense", size: 3 },
    layers: [
      { cell: "gru", hidden: 9, reset: "before" },
      { cell: "lstm", hidden: 6 },
    ],
    heads: [{ name: "value", size: 2, activation: "none" }],
  };
  const random = new Random(4);
  const sequences = [6, 9, 7].map((steps): Sequence => {
    const numbers = (size: number) => Float32Array.from({ length: steps * size }, () => random.normal());
    return { steps, dense: numbers(3), targets: [numbers(2)] };
  });
  const losses = [{ kind: "squared" }] as const;
  const network = new NetworkUnderTest(stack, 3);
  const parts = (from: number, to: number) => sequences.map((sequence) => cutSpan(sequence, from, to));
  const first = network.gradient({ sequences: parts(0, 4), losses });
  const second = network.gradient({ sequences: parts(4, 9), losses, states: first.states });

  it("equals running on, to the bit", () => {
    const whole = network.gradient({ sequences, losses });
    expect(second.states).toEqual(whole.states);
    expect(first.states).not.toEqual(whole.states);
    expect(first.heads[0].loss + second.heads[0].loss).toBeCloseTo(whole.heads[0].loss, 12);
  });

  it("has no gradient of its own: the span's is the reference's from that state", () => {
    const expected = new Map<string, Float64Array>();
    sequences.forEach((sequence) => {
      const inputs = referenceInputs(sequence);
      const { steps } = referenceForward(stack, network.weights, inputs.slice(0, 4));
      const forward = referenceForward(stack, network.weights, inputs.slice(4), steps[3].states);
      const [values = new Float32Array()] = sequence.targets;
      const targets = forward.steps.map((_, t) => {
        const target = Float64Array.from(values.subarray((t + 4) * 2, (t + 5) * 2));
        return [{ loss: "squared-error" as const, target }];
      });
      const { weights } = referenceBackward(forward, sequenceLoss(forward, targets).dLogits);
      for (const [name, { data }] of Object.entries(weights)) {
        const sum = expected.get(name) ?? new Float64Array(data.length);
        expected.set(
          name,
          sum.map((value, i) => value + data[i]),
        );
      }
    });
    for (const { name } of network.layout.places) {
      const view = network.layout.view(second.gradient, name);
      expect(relativeError(view, expected.get(name) ?? []), name).toBeLessThanOrEqual(1e-5);
    }
  });
});

describe("truncate is refused with TRAINING_CONFIG_INVALID", () => {
  const message = (change: Partial<ModelConfig>, more: Partial<TrainingOptions> = {}) =>
    refusal(() => checkTraining({ ...config, ...change }, { ...options, truncate: 5, ...more }));
  const [layer] = config.layers;

  it.each([
    ["for a many-to-one model", message({ shape: "many-to-one" })],
    ["for ctc", message({}, { losses: { delay0: { kind: "ctc" } } })],
    ["for layers that go backward", message({ layers: [{ cell: "rnn", hidden: 3, direction: "backward" }] })],
    [
      "for layers that go backward",
      message({
        layers: [
          layer,
          { cell: "bidirectional", forward: { cell: "rnn", hidden: 3 }, backward: { cell: "rnn", hidden: 3 } },
        ],
      }),
    ],
  ])("%s", (text, refused) => {
    expect(refused?.code).toBe("TRAINING_CONFIG_INVALID");
    expect(refused?.message).toContain(`expected whole sequences (no truncate) ${text}, came 5`);
  });

  it("and allowed for dense layers above", () => {
    expect(message({ layers: [layer, { cell: "dense", hidden: 3 }] })).toBeUndefined();
  });
});
