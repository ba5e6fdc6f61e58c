import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitsOf, firstDifference, traceOf } from "../test/bits.ts";
import { formOf, modelsWith, randomInput, randomInputs, whole } from "../test/random-models.ts";
import type { ModelConfig } from "./config.ts";
import { denseSize } from "./kernels/input-tables.ts";
import { Model } from "./model.ts";
import { activationVariants, cellVariants, randomWeights, seededNumbers } from "./reference/index.ts";

const settings = { numRuns: 25 };

/** One kernel call steps 32 sessions: what lies on both sides of its borders, and anything. */
const sizes = fc.oneof(fc.constantFrom(1, 2, 31, 32, 33, 64, 65, 80), fc.integer({ min: 1, max: 80 }));

/** `count` sessions with pasts of different lengths, and their twins in another instance of the model. */
function twins(config: ModelConfig, weights: Parameters<typeof Model.create>[1], random: () => number, count: number) {
  const [model, other] = [Model.create(config, weights), Model.create(config, weights)];
  const pairs = Array.from({ length: count }, () => {
    const past = randomInputs(config, random, whole(random, 4));
    const [one, twin] = [model.createSession(), other.createSession()];
    one.run(past);
    twin.run(past);
    return { one, twin };
  });
  return { model, pairs };
}

describe("stepMany is step, to the bit", () => {
  it.each(cellVariants(1).map((variant) => [formOf(variant), variant] as const))("%s", (_, variant) => {
    fc.assert(
      fc.property(modelsWith(variant), sizes, ({ config, weights, random }, count) => {
        const { model, pairs } = twins(config, weights, random, count);
        for (let round = 0; round < 3; round++) {
          const part = pairs.filter(() => random() < 0.9).sort(() => random() - 0.5);
          const inputs = part.map(() => randomInput(config, random));
          model.stepMany(
            part.map(({ one }) => one),
            inputs,
          );
          part.forEach(({ twin }, i) => {
            twin.step(inputs[i]);
          });
        }
        for (const { one, twin } of pairs) expect(firstDifference(bitsOf(one), bitsOf(twin))).toBe(-1);
      }),
      settings,
    );
  });

  it.each(activationVariants(13).map((variant) => [formOf(variant), variant] as const))(
    "%s, 13 units",
    (_, variant) => {
      const config: ModelConfig = {
        input: { kind: "dense", size: 5 },
        layers: [variant],
        heads: [{ name: "class", size: 3, activation: "softmax" }],
      };
      const random = seededNumbers(3);
      const { model, pairs } = twins(config, randomWeights(config, random), random, 5);
      const inputs = randomInputs(config, random, pairs.length);
      model.stepMany(
        pairs.map(({ one }) => one),
        inputs,
      );
      pairs.forEach(({ one, twin }, i) => {
        twin.step(inputs[i]);
        expect(firstDifference(bitsOf(one), bitsOf(twin))).toBe(-1);
      });
    },
  );
});

const cells = fc.constantFrom(...cellVariants(1)).chain(modelsWith);

describe("ids", () => {
  it("read from projections that were kept or multiplied out in every step give the same bits", () => {
    const embedded = cells.filter(({ config }) => config.input.kind === "embedding");
    fc.assert(
      fc.property(embedded, ({ config, weights, random }) => {
        const once = randomInputs(config, random, 8);
        const inputs = [...once, ...once];
        const kept = Model.create(config, weights).createSession();
        const multiplied = Model.create(config, weights, { foldLimit: 0 }).createSession();
        expect(firstDifference(traceOf(kept, inputs), traceOf(multiplied, inputs))).toBe(-1);
      }),
      { numRuns: 60 },
    );
  });

  it("by the dozen are summed as doubles and rounded once, sixteen at a time, kept or not", () => {
    const [rows, hidden] = [50, 11];
    const config: ModelConfig = {
      input: { kind: "embedding", tables: [{ name: "word", rows, size: 1 }] },
      layers: [{ cell: "rnn", hidden, activation: "linear" }],
      heads: [],
    };
    const ids = fc.array(fc.nat(rows - 1), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(ids, fc.nat(), (ids, seed) => {
        const weights = randomWeights(config, seededNumbers(seed));
        const [embedding, weightIh, bias] = ["embedding.word", "layers.0.weightIh", "layers.0.bias"].map(
          (name) => weights[name].data,
        );
        const expected = Float32Array.from(bias, (start, unit) => {
          let z = start;
          for (let first = 0; first < ids.length; first += 16) {
            const group = ids.slice(first, first + 16);
            z = Math.fround(group.reduce((sum, id) => sum + Math.fround(weightIh[unit] * embedding[id]), z));
          }
          return z;
        });
        for (const foldLimit of [2 ** 28, 0]) {
          const session = Model.create(config, weights, { foldLimit }).createSession();
          session.step(Int32Array.from(ids));
          expect(session.hidden()).toEqual(expected);
        }
      }),
    );
  });

  it("one alone is a list of one, to the bit", () => {
    const withIds = cells.filter(({ config: { input } }) => denseSize(input) === 0);
    fc.assert(
      fc.property(withIds, ({ config, weights }) => {
        const model = Model.create(config, weights);
        const ids = [0, 0, 0];
        const listed = ids.map((id) => Int32Array.of(id));
        const [alone, list] = [model.createSession(), model.createSession()];
        expect(firstDifference(traceOf(alone, ids), traceOf(list, listed))).toBe(-1);
      }),
      { numRuns: 20 },
    );
  });

  it("of a one-hot input are the vector with ones there, to 1e-6", () => {
    const oneHot = cells.filter(({ config }) => config.input.kind === "one-hot");
    fc.assert(
      fc.property(oneHot, ({ config, weights, random }) => {
        if (config.input.kind !== "one-hot") throw new Error("filtered");
        const { size } = config.input;
        const byIds = Model.create(config, weights).createSession();
        const byVector = Model.create({ ...config, input: { kind: "dense", size } }, weights).createSession();
        for (const input of randomInputs(config, random, 8)) {
          const vector = new Float32Array(size);
          for (const id of input instanceof Int32Array ? input : [input as number]) vector[id] += 1;
          byIds.step(input);
          byVector.step(vector);
          byIds.hidden().forEach((value, i) => {
            expect(Math.abs(value - byVector.hidden()[i])).toBeLessThanOrEqual(1e-6);
          });
        }
      }),
      { numRuns: 40 },
    );
  });
});

it("a model says what a session costs: its state and twice its logits, padded to 8 numbers", () => {
  const config: ModelConfig = {
    input: { kind: "dense", size: 2 },
    layers: [
      { cell: "lstm", hidden: 13 },
      { cell: "gru", hidden: 8, reset: "after" },
    ],
    heads: [{ name: "class", size: 17, activation: "softmax" }],
  };
  const model = Model.create(config, randomWeights(config, seededNumbers(1)));
  expect(model.bytesPerSession).toBe(4 * (2 * 16 + 8 + 2 * 24));
});
