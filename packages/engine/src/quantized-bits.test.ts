import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitsOf, firstDifference, traceOf } from "../test/bits.ts";
import { quantizedModelsWith, quantizedVariants } from "../test/quantized-models.ts";
import { randomInput, randomInputs, whole } from "../test/random-models.ts";
import type { ModelConfig } from "./config.ts";
import { Model } from "./model.ts";
import { quantizeTensor, quantizeWeights } from "./quantize.ts";
import { cellVariants, randomWeights, seededNumbers } from "./reference/index.ts";
import type { StoredWeights } from "./tensors.ts";

const STEPS = 10;
const settings = { numRuns: 8 };

/** Steps some of `count` sessions together three times, and their twins in another instance one by one. */
function expectBatchedIsAlone(config: ModelConfig, weights: StoredWeights, random: () => number, count: number): void {
  const [model, other] = [Model.create(config, weights), Model.create(config, weights)];
  const pairs = Array.from({ length: count }, () => {
    const past = randomInputs(config, random, whole(random, 4));
    const [one, twin] = [model.createSession(), other.createSession()];
    one.run(past);
    twin.run(past);
    return { one, twin };
  });
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
}

describe.each(quantizedVariants)("%s, to the bit", (_, variant, format) => {
  const models = quantizedModelsWith(variant, format);

  it("batched is alone", () => {
    fc.assert(
      fc.property(models, fc.integer({ min: 1, max: 40 }), ({ config, weights, random }, count) => {
        expectBatchedIsAlone(config, weights, random, count);
      }),
      settings,
    );
  });

  it("stepping is the whole sequence", () => {
    fc.assert(
      fc.property(models, ({ config, weights, random }) => {
        const model = Model.create(config, weights);
        const inputs = randomInputs(config, random, STEPS);
        const session = model.createSession();
        const seen: number[] = [];
        session.run(inputs, () => seen.push(...bitsOf(session)));
        const stepped = traceOf(model.createSession(), inputs);
        expect(firstDifference(Uint32Array.from(seen), stepped)).toBe(-1);
      }),
      settings,
    );
  });

  it("put down and picked up, with projections made ahead or on the fly, is uninterrupted", () => {
    fc.assert(
      fc.property(models, fc.nat(STEPS), ({ config, weights, random }, t) => {
        const inputs = randomInputs(config, random, STEPS);
        const session = Model.create(config, weights).createSession();
        session.run(inputs.slice(0, t));
        const bytes = session.snapshot();
        const uninterrupted = traceOf(session, inputs.slice(t));
        for (const foldLimit of [2 ** 28, 0]) {
          const resumed = Model.create(config, { ...weights }, { foldLimit }).createSession();
          resumed.step(randomInput(config, random)); // what was there before must not show
          resumed.restore(bytes);
          expect(firstDifference(traceOf(resumed, inputs.slice(t)), uninterrupted)).toBe(-1);
        }
      }),
      settings,
    );
  });
});

describe.each([96, 128, 200])("%i units, batched is alone, to the bit", (hidden) => {
  it.each(["int16", "int8"] as const)("%s", (format) => {
    const inputs: ModelConfig["input"][] = [
      { kind: "dense", size: 33 },
      { kind: "embedding", tables: [{ name: "word", rows: 20, size: 45 }] },
    ];
    const random = seededNumbers(hidden);
    cellVariants(hidden).forEach((layer, i) => {
      const config: ModelConfig = {
        input: inputs[i % 2],
        layers: [layer],
        heads: [{ name: "class", size: 17, activation: "softmax" }],
      };
      const weights = quantizeWeights(config, randomWeights(config, random), format);
      expectBatchedIsAlone(config, weights, random, 1 + whole(random, 40));
    });
  });
});

it("a model quantised in part steps floats and integers side by side to the same bits, batched and alone", () => {
  fc.assert(
    fc.property(
      quantizedModelsWith({ cell: "lstm", hidden: 1 }, "int8"),
      fc.nat(),
      ({ config, weights, random }, mask) => {
        const floats = randomWeights(config, random);
        const mixed = Object.fromEntries(
          Object.entries(weights).map(([name, tensor], i) => [name, (mask >> i) & 1 ? floats[name] : tensor]),
        );
        expectBatchedIsAlone(config, mixed, random, 5);
      },
    ),
    { numRuns: 40 },
  );
});

it("another format or another scale is another model, and its snapshots are refused", () => {
  const config: ModelConfig = {
    input: { kind: "dense", size: 3 },
    layers: [{ cell: "lstm", hidden: 5 }],
    heads: [{ name: "class", size: 2, activation: "softmax" }],
  };
  const floats = randomWeights(config, seededNumbers(1));
  const name = "layers.0.weightHh";
  const matrix = quantizeTensor(floats[name], "int8");
  const scaled = { ...matrix, scales: matrix.scales.map((scale) => 2 * scale) };
  const wide = { ...matrix, data: Int16Array.from(matrix.data) };
  const models = [floats[name], matrix, scaled, wide].map((one) => Model.create(config, { ...floats, [name]: one }));
  expect(new Set(models.map(({ fingerprint }) => fingerprint)).size).toBe(models.length);
  const bytes = models[0].createSession().snapshot();
  for (const other of models.slice(1)) {
    expect(codeOf(() => other.createSession().restore(bytes))).toBe("SNAPSHOT_FOREIGN");
  }
});
