import { CtcGreedy, Model, type ModelConfig, Random, type Weights } from "@rivulet/engine";
import { describe, expect, it } from "vitest";
import { echoOptions } from "../../test/echo-task.ts";
import type { Sequence } from "../sequence.ts";
import { type BatchSource, type Evaluation, Trainer } from "../trainer.ts";

const noFigures = (): Evaluation => ({ score: 0, figures: {} });

function batchesOf(sequence: (random: Random) => Sequence): BatchSource {
  return {
    batches(epoch) {
      const random = new Random(epoch);
      return Array.from({ length: 10 }, () => Array.from({ length: 8 }, () => sequence(random)));
    },
  };
}

/** The logits of head 0 after each step of the engine's own model, which shares no code with the training. */
function logitsOf(config: ModelConfig, weights: Weights, ids: Int32Array): Float32Array[] {
  const session = Model.create(config, weights).createSession();
  const rows = Array.from(ids, (id) => {
    session.step(id);
    return session.logits(0).slice();
  });
  session.dispose();
  return rows;
}

describe("ctc", () => {
  const LETTERS = 4;
  const config: ModelConfig = {
    input: { kind: "one-hot", size: LETTERS },
    layers: [{ cell: "gru", hidden: 16, reset: "after" }],
    heads: [{ name: "letters", size: LETTERS + 1, activation: "softmax" }],
  };
  /** A word whose letters last one to three steps each; equal letters never follow each other. */
  const word = (random: Random): Sequence & { readonly ids: Int32Array; readonly targets: readonly [Int32Array] } => {
    const letters: number[] = [];
    for (let i = 0; i < 4; i++) letters.push(((letters.at(-1) ?? 0) + 1 + random.below(LETTERS - 1)) % LETTERS);
    const ids = Int32Array.from(letters.flatMap((letter) => Array<number>(1 + random.below(3)).fill(letter)));
    return { steps: ids.length, ids, targets: [Int32Array.from(letters)] };
  };

  it("learns to say what it is never shown where", async () => {
    const options = { ...echoOptions, epochs: 12, losses: { letters: { kind: "ctc" } } } as const;
    const trainer = new Trainer(config, options);
    await trainer.run(batchesOf(word), noFigures);
    expect(trainer.history.epochs.at(-1)?.accuracy).toBeGreaterThan(0.95);
    const random = new Random(99);
    for (let i = 0; i < 10; i++) {
      const { ids, targets } = word(random);
      const greedy = new CtcGreedy(LETTERS);
      const said = logitsOf(config, trainer.weights, ids).map((row) => greedy.step(row));
      expect(said.filter((letter) => letter >= 0)).toEqual([...targets[0]]);
    }
  });
});

describe("sampled softmax", () => {
  const WORDS = 60;
  const config: ModelConfig = {
    input: { kind: "one-hot", size: WORDS },
    layers: [{ cell: "rnn", hidden: 32 }],
    heads: [{ name: "next", size: WORDS, activation: "softmax" }],
  };
  /** Ids by Zipf's law; the word after word w is 7w + 1 or, one time in four, the one 30 from it. */
  const text = (random: Random): Sequence & { readonly ids: Int32Array } => {
    const ids = Int32Array.from({ length: 8 }, () => Math.floor(Math.exp(random.next() * Math.log(WORDS + 1))) - 1);
    return { steps: 8, ids, targets: [ids.map((id) => (id * 7 + (random.next() < 0.25 ? 31 : 1)) % WORDS)] };
  };
  const options = {
    ...echoOptions,
    epochs: 12,
    labelSmoothing: 0,
    losses: { next: { kind: "sampled", samples: 20 } },
  } as const;

  it("comes to the probabilities of the full softmax", async () => {
    const trainer = new Trainer(config, { ...options, rate: 0.01, epochs: 80 });
    await trainer.run(batchesOf(text), noFigures);
    const frequent = Int32Array.from({ length: 8 }, (_, id) => id);
    const session = Model.create(config, trainer.weights).createSession();
    frequent.forEach((id) => {
      session.reset();
      session.step(id);
      const p = session.probabilities(0);
      expect(Math.abs(p[(id * 7 + 1) % WORDS] - 0.75), `after ${id}`).toBeLessThan(0.15);
      expect(Math.abs(p[(id * 7 + 31) % WORDS] - 0.25), `after ${id}`).toBeLessThan(0.15);
    });
    session.dispose();
  });

  it("moves the rows of the targets and of the sample alone", async () => {
    const one = { ...options, epochs: 1, shards: 1, losses: { next: { kind: "sampled", samples: 5 } } } as const;
    const trainer = new Trainer(config, one);
    const rows = () => {
      const { data } = trainer.weights["heads.0.weight"];
      const biases = trainer.weights["heads.0.bias"].data;
      return Array.from({ length: WORDS }, (_, c) => [...data.subarray(c * 32, (c + 1) * 32), biases[c]].join());
    };
    const before = rows();
    const sequence = text(new Random(1));
    await trainer.run({ batches: () => [[sequence]] }, noFigures);
    const moved = rows().flatMap((row, c) => (row === before[c] ? [] : [c]));
    const targets = new Set(sequence.targets[0]);
    for (const target of targets) expect(moved).toContain(target);
    expect(moved.length).toBeGreaterThanOrEqual(targets.size);
    expect(moved.length).toBeLessThanOrEqual(targets.size + 5);
  });
});
