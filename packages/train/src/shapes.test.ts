import { greedy, Model, type ModelConfig, Random, runSequence, type Weights } from "@rivulet/engine";
import { expect, it } from "vitest";
import { echoOptions } from "../test/echo-task.ts";
import type { Sequence } from "./sequence.ts";
import { Trainer } from "./trainer.ts";

/** Trained on the same batch again and again, or on batches drawn anew. */
async function train(config: ModelConfig, draw: (random: Random) => readonly Sequence[]): Promise<Weights> {
  const trainer = new Trainer(config, { ...echoOptions, epochs: 6 });
  const batches = (epoch: number) => {
    const random = new Random(epoch);
    return Array.from({ length: 40 }, () => draw(random));
  };
  await trainer.run({ batches }, () => ({ score: 0, figures: {} }));
  return trainer.weights;
}

it("one-to-many: from one id a model says the sequence that it learned, by what it said itself", async () => {
  const END = 5;
  const songs = [
    [0, 2, 3, 4, 2, 2, END],
    [1, 4, 2, 3, 3, END],
  ];
  const config: ModelConfig = {
    shape: "one-to-many",
    input: { kind: "one-hot", size: 6 },
    layers: [{ cell: "gru", hidden: 12, reset: "after" }],
    heads: [{ name: "next", size: 6, activation: "softmax" }],
  };
  const weights = await train(config, () =>
    songs.map((song) => ({
      steps: song.length - 1,
      ids: Int32Array.from(song.slice(0, -1)),
      targets: [Int32Array.from(song.slice(1))],
    })),
  );
  const session = Model.create(config, weights).createSession();
  for (const [start, ...rest] of songs) {
    session.reset();
    expect([...greedy(session, { start, end: END, maxSteps: 20 }), END]).toEqual(rest);
  }
});

it("many-to-one: the answer at the end, and the running answer after each event of a stream", async () => {
  const config: ModelConfig = {
    shape: "many-to-one",
    input: { kind: "one-hot", size: 2 },
    layers: [{ cell: "gru", hidden: 12, reset: "after" }],
    heads: [{ name: "odd", size: 1, activation: "sigmoid" }],
  };
  const parity = (random: Random): Sequence => {
    const ids = Int32Array.from({ length: 1 + random.below(8) }, () => random.below(2));
    return { steps: ids.length, ids, targets: [Float32Array.of(ids.reduce((sum, id) => sum + id, 0) % 2)] };
  };
  const weights = await train(config, (random) => Array.from({ length: 16 }, () => parity(random)));
  const model = Model.create(config, weights);
  const session = model.createSession();
  const events = [1, 0, 1, 1, 0, 0, 1, 1];
  events.forEach((id, t) => {
    session.step(id);
    const [running] = session.probabilities();
    expect(running > 0.5).toBe(events.slice(0, t + 1).reduce((sum, event) => sum + event, 0) % 2 === 1);
    expect(runSequence(model, events.slice(0, t + 1)).probabilities()).toEqual(Float32Array.of(running));
  });
});

it("one-to-one: no step knows of another", async () => {
  const config: ModelConfig = {
    shape: "one-to-one",
    input: { kind: "dense", size: 2 },
    layers: [{ cell: "dense", hidden: 12, activation: "tanh" }],
    heads: [{ name: "exclusive or", size: 2, activation: "softmax" }],
  };
  const pairs = [0, 0, 0, 1, 1, 0, 1, 1];
  const classes = [0, 1, 1, 0];
  const example = { steps: 4, dense: Float32Array.from(pairs), targets: [Int32Array.from(classes)] };
  const session = Model.create(config, await train(config, () => [example])).createSession();
  for (const at of [3, 0, 2, 1, 1, 3]) {
    session.step(Float32Array.from(pairs.slice(2 * at, 2 * at + 2)));
    expect(session.probabilities()[classes[at]]).toBeGreaterThan(0.9);
  }
});
