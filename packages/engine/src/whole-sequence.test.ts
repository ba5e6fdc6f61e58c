import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstDifference, wordsOf } from "../test/bits.ts";
import { type RandomModel, randomInputs } from "../test/random-models.ts";
import { randomStacks, reversedStacks } from "../test/random-stacks.ts";
import type { ModelConfig } from "./config.ts";
import { Model } from "./model.ts";
import { quantizeWeights } from "./quantize.ts";
import { readLayer } from "./read-layer.ts";
import { randomWeights, referenceForward, seededNumbers } from "./reference/index.ts";
import { runSequence } from "./run-sequence.ts";
import { createWindowedSession } from "./windowed/create-windowed-session.ts";

const tolerance = 1e-6;
const settings = { numRuns: 60 };
/** Up to more than two kernel calls of 32 rows. */
const steps = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 30, max: 70 }));
const shapes = ["many-to-many", "many-to-one"] as const;

/** Largest difference of a whole sequence from the reference, in all layers and heads. */
function largestError({ config, weights, random }: RandomModel, count: number): number {
  const inputs = randomInputs(config, random, count);
  const outputs = runSequence(Model.create(config, weights), inputs);
  const reference = referenceForward(config, weights, inputs).steps;
  const last = reference[count - 1];
  let largest = 0;
  const compare = (came: Float32Array, expected: readonly number[]) => {
    expect(came.length).toBe(expected.length);
    for (let i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(came[i] - expected[i]) / Math.max(1, Math.abs(expected[i])));
    }
  };
  expect(outputs.steps).toBe(count);
  config.layers.forEach((_, l) => {
    const seen = l > (readLayer(config) ?? l) ? [last] : reference;
    compare(
      outputs.hidden(l),
      seen.flatMap((step) => [...step.outputs[l]]),
    );
  });
  config.heads.forEach((_, h) => {
    const seen = readLayer(config) === undefined ? reference : [last];
    compare(
      outputs.logits(h),
      seen.flatMap((step) => [...step.logits[h]]),
    );
    compare(
      outputs.probabilities(h),
      seen.flatMap((step) => [...step.probabilities[h]]),
    );
  });
  return largest;
}

describe("a whole sequence agrees with the reference", () => {
  it("in stacks of layers that look both ways, dense and residual ones, of every shape", () => {
    fc.assert(
      fc.property(randomStacks(shapes, false), steps, (model, count) => {
        expect(largestError(model, count)).toBeLessThanOrEqual(tolerance);
      }),
      { numRuns: 150 },
    );
  });

  it("in stacks that go forward, of every shape", () => {
    fc.assert(
      fc.property(randomStacks(shapes, true), steps, (model, count) => {
        expect(largestError(model, count)).toBeLessThanOrEqual(tolerance);
      }),
      settings,
    );
  });

  it("in stacks of all kinds whose outputs are reversed", () => {
    fc.assert(
      fc.property(reversedStacks(randomStacks(["many-to-many"], false)), steps, (model, count) => {
        expect(largestError(model, count)).toBeLessThanOrEqual(tolerance);
      }),
      settings,
    );
  });

  it("where no layer is recurrent", () => {
    const config: ModelConfig = {
      shape: "one-to-one",
      input: { kind: "dense", size: 3 },
      layers: [
        { cell: "dense", hidden: 3, residual: true },
        { cell: "dense", hidden: 4, activation: "relu" },
      ],
      heads: [{ name: "class", size: 2, activation: "softmax" }],
    };
    const random = seededNumbers(3);
    expect(largestError({ config, weights: randomWeights(config, random), random }, 1)).toBeLessThanOrEqual(tolerance);
  });
});

describe.each(["floats", "int16", "int8"] as const)("a whole sequence of a model that goes forward, %s", (format) => {
  it("has the bits of its steps, and of its steps in a batch", () => {
    fc.assert(
      fc.property(randomStacks(shapes, true), steps, ({ config, weights, random }, count) => {
        const stored = format === "floats" ? weights : quantizeWeights(config, weights, format);
        const inputs = randomInputs(config, random, count);
        const model = Model.create(config, stored);
        const outputs = runSequence(model, inputs);
        const sessions = [0, 1, 2].map(() => model.createSession());
        for (let t = 0; t < count; t++) {
          sessions[0].step(inputs[t]);
          model.stepMany(sessions.slice(1), [inputs[t], inputs[t]]);
          for (const session of sessions) {
            config.layers.forEach((_, l) => {
              const seenOnce = l > (readLayer(config) ?? l);
              if (seenOnce && t < count - 1) return;
              const size = session.hidden(l).length;
              const row = seenOnce ? 0 : t;
              const expected = wordsOf(outputs.hidden(l)).subarray(row * size, (row + 1) * size);
              expect(firstDifference(wordsOf(session.hidden(l)), expected)).toBe(-1);
            });
          }
        }
        for (const session of sessions) {
          config.heads.forEach((_, h) => {
            const size = session.logits(h).length;
            expect(firstDifference(wordsOf(session.logits(h)), wordsOf(outputs.logits(h)).slice(-size))).toBe(-1);
            expect(outputs.probabilities(h).slice(-size)).toEqual(session.probabilities(h));
          });
          expect(outputs.states).toEqual(session.states);
        }
      }),
      settings,
    );
  });
});

it.each([true, false])(
  "reversed outputs are the rows of the others, the last first; all else is the same (forward: %s)",
  (streams) => {
    fc.assert(
      fc.property(
        reversedStacks(randomStacks(["many-to-many"], streams)),
        steps,
        ({ config, weights, random }, count) => {
          const inputs = randomInputs(config, random, count);
          const model = Model.create(config, weights);
          const came = runSequence(model, inputs);
          const inTime = runSequence(Model.create({ ...config, outputOrder: "time" }, weights), inputs);
          config.heads.forEach(({ size }, h) => {
            for (const rows of ["logits", "probabilities"] as const) {
              const expected = Float32Array.from({ length: count * size }, (_, i) => {
                return inTime[rows](h)[(count - 1 - Math.floor(i / size)) * size + (i % size)];
              });
              expect(firstDifference(wordsOf(came[rows](h)), wordsOf(expected))).toBe(-1);
            }
          });
          config.layers.forEach((_, l) => {
            expect(firstDifference(wordsOf(came.hidden(l)), wordsOf(inTime.hidden(l)))).toBe(-1);
          });
          expect(came.states).toEqual(inTime.states);
          expect(codeOf(() => model.createSession())).toBe("MODEL_NOT_STREAMABLE");
          expect(codeOf(() => createWindowedSession(model, { window: count }))).toBe("MODEL_NOT_STREAMABLE");
        },
      ),
      settings,
    );
  },
);

describe("a whole sequence", () => {
  const config: ModelConfig = {
    input: { kind: "dense", size: 2 },
    layers: [
      {
        cell: "bidirectional",
        forward: { cell: "lstm", hidden: 3 },
        backward: { cell: "gru", hidden: 2, reset: "after", initialState: "learned" },
      },
    ],
    heads: [{ name: "class", size: 2, activation: "softmax" }],
  };
  const model = Model.create(config, randomWeights(config, seededNumbers(1)));
  const inputs = randomInputs(config, seededNumbers(2), 40);

  it("ends in the states of each direction's own last step", () => {
    const outputs = runSequence(model, inputs);
    const hidden = outputs.hidden();
    const [a, , b] = outputs.states;
    expect(outputs.states.map(({ length }) => length)).toEqual([3, 3, 2]);
    expect(a).toEqual(hidden.slice(39 * 5, 39 * 5 + 3));
    expect(b).toEqual(hidden.slice(3, 5));
  });

  it("of no steps is INPUT_INVALID, and so is one with an input that is not valid", () => {
    expect(codeOf(() => runSequence(model, []))).toBe("INPUT_INVALID");
    expect(codeOf(() => runSequence(model, [...inputs, Float32Array.of(1)]))).toBe("INPUT_INVALID");
    const streaming = Model.create(
      { ...config, layers: [{ cell: "dense", hidden: 3 }] },
      randomWeights({ ...config, layers: [{ cell: "dense", hidden: 3 }] }, seededNumbers(1)),
    );
    expect(codeOf(() => runSequence(streaming, []))).toBe("INPUT_INVALID");
  });

  it("shows no layer and no head that there is not", () => {
    const outputs = runSequence(model, inputs);
    for (const at of [-1, 1, 0.5]) {
      expect(codeOf(() => outputs.hidden(at))).toBe("INPUT_INVALID");
      expect(codeOf(() => outputs.logits(at))).toBe("INPUT_INVALID");
      expect(codeOf(() => outputs.probabilities(at))).toBe("INPUT_INVALID");
    }
  });

  it("leaves nothing behind: a second one has the same bits, a session of a model that looks backward there is none", () => {
    const [once, again] = [runSequence(model, inputs), runSequence(model, inputs)];
    expect(again.hidden()).toEqual(once.hidden());
    expect(again.logits()).toEqual(once.logits());
    expect(model.streams).toBe(false);
    expect(codeOf(() => model.createSession())).toBe("MODEL_NOT_STREAMABLE");
    expect(model.liveSessions).toBe(0);
  });
});
