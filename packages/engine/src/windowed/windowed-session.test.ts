import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstDifference, wordsOf } from "../../test/bits.ts";
import { type RandomModel, randomInput, randomInputs } from "../../test/random-models.ts";
import { randomStacks } from "../../test/random-stacks.ts";
import { recurrentParts } from "../cell-traits.ts";
import type { ModelConfig, StepInput } from "../config.ts";
import { Model } from "../model.ts";
import { ModelKernels } from "../model-kernels.ts";
import { quantizeWeights } from "../quantize.ts";
import { randomWeights, referenceForward, seededNumbers } from "../reference/index.ts";
import { runSequence } from "../run-sequence.ts";
import { createWindowedSession } from "./create-windowed-session.ts";
import { type WindowedOutput, WindowedSession } from "./windowed-session.ts";

const settings = { numRuns: 40 };
const stacks = randomStacks(["many-to-many"], false).filter(({ config }) => config.heads.length > 0);

/** All that outputs show, as words. */
function wordsOfOutputs(outputs: readonly WindowedOutput[]): Uint32Array {
  return Uint32Array.from(
    outputs.flatMap(({ index, final, logits, probabilities }) => [
      index,
      final ? 1 : 0,
      ...[...logits, ...probabilities].flatMap((values) => [...wordsOf(values)]),
    ]),
  );
}

/** What a whole sequence says in the form of a window's outputs. */
function wordsOfSequence(model: Model, inputs: readonly StepInput[], final: boolean): Uint32Array {
  const outputs = runSequence(model, inputs);
  const { heads } = model.config;
  const row = (values: Float32Array, t: number, size: number) => values.slice(t * size, (t + 1) * size);
  return wordsOfOutputs(
    inputs.map((_, index) => ({
      index,
      final,
      logits: heads.map(({ size }, h) => row(outputs.logits(h), index, size)),
      probabilities: heads.map(({ size }, h) => row(outputs.probabilities(h), index, size)),
    })),
  );
}

describe.each(["floats", "int16", "int8"] as const)("a window that covers the sequence, %s", (format) => {
  it("has the bits of the whole sequence after every event, and at its end", () => {
    fc.assert(
      fc.property(stacks, fc.integer({ min: 1, max: 40 }), ({ config, weights, random }, steps) => {
        const stored = format === "floats" ? weights : quantizeWeights(config, weights, format);
        const model = Model.create(config, stored);
        const session = createWindowedSession(model, { window: steps });
        const inputs = randomInputs(config, random, steps);
        inputs.forEach((input, t) => {
          const came = wordsOfOutputs(session.push(input));
          const look = steps < 12 || t % 9 === 0;
          if (look) expect(firstDifference(came, wordsOfSequence(model, inputs.slice(0, t + 1), false))).toBe(-1);
        });
        expect(firstDifference(wordsOfOutputs(session.flush()), wordsOfSequence(model, inputs, true))).toBe(-1);
      }),
      settings,
    );
  });
});

/** The largest error of a windowed run against the definition, with the reference as what runs a window. */
function largestError({ config, weights, random }: RandomModel, window: number, chunk: number, steps: number): number {
  const session = createWindowedSession(Model.create(config, weights), { window, chunk });
  const inputs = randomInputs(config, random, steps);
  const parts = recurrentParts(config);
  const initial = referenceForward(config, weights, inputs.slice(0, 1)).initialState;
  let carried = initial;
  let finals = 0;
  let largest = 0;
  const check = (outputs: readonly WindowedOutput[], told: number, becomeFinal: number) => {
    const reference = referenceForward(config, weights, inputs.slice(finals, told), carried);
    expect(outputs.map(({ index, final }) => [index, final])).toEqual(
      reference.steps.map((_, i) => [finals + i, i < becomeFinal]),
    );
    outputs.forEach(({ probabilities }, i) => {
      probabilities.forEach((values, h) => {
        values.forEach((value, k) => {
          largest = Math.max(largest, Math.abs(value - reference.steps[i].probabilities[h][k]));
        });
      });
    });
    if (becomeFinal === 0) return;
    const { states } = reference.steps[becomeFinal - 1];
    carried = states.map((state, i) => (parts[i].direction === "forward" ? state : initial[i]));
    finals += becomeFinal;
  };
  for (let t = 1; t <= steps; t++) {
    const outputs = session.push(inputs[t - 1]);
    if (t % chunk !== 0) expect(outputs).toEqual([]);
    else check(outputs, t, Math.max(0, t - finals - window));
    expect(session.finals).toBe(finals);
    expect(session.steps).toBe(t);
  }
  check(session.flush(), steps, steps - finals);
  expect(session.flush()).toEqual([]);
  return largest;
}

it("a final output has seen all before it and the window behind it, from carried forward states", () => {
  const sizes = fc.tuple(fc.nat(6), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 30 }));
  fc.assert(
    fc.property(stacks, sizes, (model, [window, chunk, steps]) => {
      expect(largestError(model, window, chunk, steps)).toBeLessThanOrEqual(1e-6);
    }),
    { numRuns: 100 },
  );
});

it("put down at any event and picked up, in another instance, goes on with the same bits", () => {
  const sizes = fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 4 }), fc.nat(20));
  fc.assert(
    fc.property(stacks, sizes, ({ config, weights, random }, [window, chunk, t]) => {
      const inputs = randomInputs(config, random, 25);
      const session = createWindowedSession(Model.create(config, weights), { window, chunk });
      for (const input of inputs.slice(0, t)) session.push(input);
      const bytes = session.snapshot();
      const rest = (one: WindowedSession) => [...inputs.slice(t).flatMap((input) => one.push(input)), ...one.flush()];
      const uninterrupted = wordsOfOutputs(rest(session));
      const resumed = createWindowedSession(Model.create(config, { ...weights }, { foldLimit: 0 }), { window, chunk });
      resumed.push(randomInput(config, random)); // what was there before must not show
      resumed.restore(bytes);
      expect(resumed.snapshot()).toEqual(bytes);
      expect(firstDifference(wordsOfOutputs(rest(resumed)), uninterrupted)).toBe(-1);
    }),
    settings,
  );
});

const config: ModelConfig = {
  input: { kind: "one-hot", size: 4 },
  layers: [
    {
      cell: "bidirectional",
      forward: { cell: "lstm", hidden: 3 },
      backward: { cell: "gru", hidden: 2, reset: "after" },
    },
  ],
  heads: [{ name: "class", size: 2, activation: "softmax" }],
};
const weights = randomWeights(config, seededNumbers(1));
const model = Model.create(config, weights);

it("a reset is a fresh start", () => {
  const [session, fresh] = [0, 1].map(() => createWindowedSession(model, { window: 1 }));
  for (const id of [0, 1, 2]) session.push(id);
  session.reset();
  expect(session.steps).toBe(0);
  for (const id of [3, 2, 1]) expect(session.push(id)).toEqual(fresh.push(id));
});

it("memory does not grow with the stream, nor with restores", () => {
  const kernels = new ModelKernels(config, weights, {});
  const session = new WindowedSession(model, kernels, { window: 3, chunk: 2 });
  for (let i = 0; i < 50; i++) session.push(i % 4);
  const bytes = session.snapshot();
  const { generation } = kernels.memory;
  const top = kernels.memory.mark();
  for (let i = 0; i < 2000; i++) {
    if (i % 7 === 0) session.restore(bytes);
    session.push(i % 4);
  }
  expect([kernels.memory.generation, kernels.memory.mark()]).toEqual([generation, top]);
});

it("an input is copied: what it is made of may be filled anew", () => {
  const ids = Int32Array.of(1);
  const [session, other] = [0, 1].map(() => createWindowedSession(model, { window: 5 }));
  session.push(ids);
  ids[0] = 3;
  other.push(1);
  expect(session.push(2)).toEqual(other.push(2));
});

describe("a windowed session refuses", () => {
  it("windows and chunks that are none", () => {
    for (const options of [{ window: -1 }, { window: 0.5 }, { window: 2 ** 20 }, { window: 1, chunk: 0 }]) {
      expect(codeOf(() => createWindowedSession(model, options))).toBe("CONFIG_INVALID");
    }
  });

  it("a model with one output for the whole sequence", () => {
    const one = Model.create({ ...config, shape: "many-to-one" }, weights);
    expect(codeOf(() => createWindowedSession(one, { window: 1 }))).toBe("MODEL_NOT_STREAMABLE");
  });

  it("an input that is not valid, and is as it was", () => {
    const [session, other] = [0, 1].map(() => createWindowedSession(model, { window: 1 }));
    session.push(1);
    other.push(1);
    expect(codeOf(() => session.push(9))).toBe("INPUT_INVALID");
    expect(session.push(2)).toEqual(other.push(2));
  });

  it("snapshots of another model, window or chunk, and damaged ones, and is as it was", () => {
    const session = createWindowedSession(model, { window: 2, chunk: 2 });
    for (const id of [0, 1, 2]) session.push(id);
    const good = session.snapshot();
    for (const options of [{ window: 1, chunk: 2 }, { window: 2 }]) {
      expect(codeOf(() => createWindowedSession(model, options).restore(good))).toBe("SNAPSHOT_FOREIGN");
    }
    const other = Model.create(config, randomWeights(config, seededNumbers(2)));
    expect(codeOf(() => createWindowedSession(other, { window: 2, chunk: 2 }).restore(good))).toBe("SNAPSHOT_FOREIGN");
    for (let length = 0; length < good.length; length++) {
      expect(codeOf(() => session.restore(good.subarray(0, length)))).toBe("SNAPSHOT_DAMAGED");
    }
    for (let at = 6; at < good.length; at++) {
      expect(codeOf(() => session.restore(good.with(at, good[at] ^ 1)))).toBe("SNAPSHOT_DAMAGED");
    }
    expect(session.snapshot()).toEqual(good);
  });

  it("everything after dispose", () => {
    const before = model.liveSessions;
    const session = createWindowedSession(model, { window: 2 });
    const bytes = session.snapshot();
    session.dispose();
    session.dispose();
    expect(model.liveSessions).toBe(before);
    for (const use of [
      () => session.push(1),
      () => session.flush(),
      () => session.reset(),
      () => session.snapshot(),
      () => session.restore(bytes),
    ]) {
      expect(codeOf(use)).toBe("SESSION_DISPOSED");
    }
  });
});
