import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitsOf, firstDifference, traceOf } from "../test/bits.ts";
import { randomInputs } from "../test/random-models.ts";
import { randomStacks } from "../test/random-stacks.ts";
import type { ModelConfig } from "./config.ts";
import { Model } from "./model.ts";
import { quantizeWeights } from "./quantize.ts";
import { randomWeights, seededNumbers } from "./reference/index.ts";
import { runSequence } from "./run-sequence.ts";
import type { Session } from "./session.ts";

const settings = { numRuns: 50 };
const stacks = randomStacks(["many-to-many", "many-to-one"], true);

/** Bits after each step of a run. */
function traceOfRun(session: Session, inputs: Parameters<Session["run"]>[0]): Uint32Array {
  const seen: number[] = [];
  session.run(inputs, () => seen.push(...bitsOf(session)));
  return Uint32Array.from(seen);
}

describe.each(["floats", "int16", "int8"] as const)("stacks that go forward, %s, to the bit", (format) => {
  it("a run is its steps, whether each is looked at or the last alone, over several chunks", () => {
    fc.assert(
      fc.property(stacks, fc.integer({ min: 1, max: 80 }), ({ config, weights, random }, steps) => {
        const stored = format === "floats" ? weights : quantizeWeights(config, weights, format);
        const model = Model.create(config, stored);
        const inputs = randomInputs(config, random, steps);
        const [stepped, seen, unseen] = [0, 1, 2].map(() => model.createSession());
        expect(firstDifference(traceOfRun(seen, inputs), traceOf(stepped, inputs))).toBe(-1);
        unseen.run(inputs);
        expect(firstDifference(bitsOf(unseen), bitsOf(stepped))).toBe(-1);
      }),
      settings,
    );
  });
});

it("put down at any step of a stack of any layers and picked up, it is uninterrupted", () => {
  fc.assert(
    fc.property(stacks, fc.nat(40), ({ config, weights, random }, t) => {
      const inputs = randomInputs(config, random, 45);
      const model = Model.create(config, weights);
      const session = model.createSession();
      session.run(inputs.slice(0, t));
      const resumed = model.createSession();
      resumed.step(inputs[0]); // what was there before must not show
      resumed.restore(session.snapshot());
      for (const view of [resumed.logits, resumed.probabilities]) {
        config.heads.forEach((_, h) => {
          expect(view.call(resumed, h).every((value) => value === 0)).toBe(true);
        });
      }
      expect(firstDifference(traceOf(resumed, inputs.slice(t)), traceOf(session, inputs.slice(t)))).toBe(-1);
    }),
    settings,
  );
});

const config: ModelConfig = {
  input: { kind: "dense", size: 2 },
  layers: [
    { cell: "lstm", hidden: 5, projection: 2, residual: true, initialState: "learned" },
    { cell: "dense", hidden: 4 },
    { cell: "gru", hidden: 3, reset: "before" },
  ],
  heads: [{ name: "class", size: 2, activation: "softmax" }],
};
const weights = randomWeights(config, seededNumbers(1));
const model = Model.create(config, weights);
const inputs = randomInputs(config, seededNumbers(2), 70);

describe("what moves the session in the middle of a run", () => {
  /** A run in which `move` is called after step `at`, and steps that do the same. */
  function compare(at: number, move: (session: Session) => void): void {
    const [run, stepped] = [model.createSession(), model.createSession()];
    const seen: number[] = [];
    run.run(inputs, (t) => {
      if (t === at) move(run);
      seen.push(t, ...bitsOf(run));
    });
    const expected = inputs.flatMap((input, t) => {
      stepped.step(input);
      if (t === at) move(stepped);
      return [t, ...bitsOf(stepped)];
    });
    expect(firstDifference(Uint32Array.from(seen), Uint32Array.from(expected))).toBe(-1);
  }

  const bytes = model.createSession().snapshot();
  it.each<[string, (session: Session) => void]>([
    ["a step", (session) => session.step(inputs[0])],
    ["a step of many", (session) => model.stepMany([session], [inputs[0]])],
    ["another run", (session) => session.run(inputs.slice(0, 40))],
    ["a reset", (session) => session.reset()],
    ["a restore", (session) => session.restore(bytes)],
    ["a start", (session) => session.start(runSequence(model, inputs).states)],
    ["a second session", () => model.createSession().run(inputs)],
  ])("%s is where the run goes on from", (_, move) => {
    for (const at of [0, 10, 31, 32, 69]) compare(at, move);
  });

  it("a dispose ends it", () => {
    const session = model.createSession();
    expect(codeOf(() => session.run(inputs, (t) => (t === 5 ? session.dispose() : undefined)))).toBe(
      "SESSION_DISPOSED",
    );
  });

  it("an exception leaves it at the step that was looked at", () => {
    const [session, stepped] = [model.createSession(), model.createSession()];
    const stop = () =>
      session.run(inputs, (t) => {
        if (t === 40) throw new Error("stop");
      });
    expect(stop).toThrow("stop");
    for (const input of inputs.slice(0, 41)) stepped.step(input);
    expect(firstDifference(bitsOf(session), bitsOf(stepped))).toBe(-1);
  });
});

it("an input that is not valid ends a run after the steps before it", () => {
  for (const at of [0, 1, 31, 32, 69]) {
    const [session, stepped] = [model.createSession(), model.createSession()];
    expect(codeOf(() => session.run(inputs.with(at, 3)))).toBe("INPUT_INVALID");
    expect(session.steps).toBe(at);
    for (const input of inputs.slice(0, at)) stepped.step(input);
    expect(firstDifference(bitsOf(session), bitsOf(stepped))).toBe(-1);
  }
});

describe("a start", () => {
  it("is from the model's initial state, learned where it is, and from given states", () => {
    const session = model.createSession();
    expect([...session.states].map(({ length }) => length)).toEqual([2, 5, 3]);
    expect(session.states[0]).toEqual(weights["layers.0.initialHidden"].data);
    expect(session.states[1]).toEqual(weights["layers.0.initialCell"].data);
    session.run(inputs.slice(0, 9));
    const states = session.states.map((state) => state.slice());
    const rest = traceOf(session, inputs.slice(9));
    const other = model.createSession({ seed: 4 });
    other.step(inputs[0]);
    other.random.bits();
    other.start(states);
    expect(other.steps).toBe(0);
    expect(other.random.state).toEqual(model.createSession({ seed: 4 }).random.state);
    expect(other.logits().every((value) => value === 0)).toBe(true);
    for (const input of inputs.slice(9)) other.step(input);
    expect(bitsOf(other).slice(1)).toEqual(rest.slice(-bitsOf(other).length + 1));
  });

  it("of states of other sizes or not finite is INPUT_INVALID, the session as it was", () => {
    const session = model.createSession();
    session.step(inputs[0]);
    const before = bitsOf(session);
    const [a, c, g] = session.states.map((state) => state.slice());
    for (const states of [[], [a, c], [a, c, g, g], [c, a, g], [a, c.with(2, Number.NaN), g]]) {
      expect(codeOf(() => session.start(states))).toBe("INPUT_INVALID");
    }
    expect(firstDifference(bitsOf(session), before)).toBe(-1);
    session.start(session.states);
    expect(session.states).toEqual([a, c, g]);
  });
});

it("a fork is a second session in the same state, generator and all, and goes its own way", () => {
  const session = model.createSession({ seed: 3 });
  session.run(inputs.slice(0, 5));
  session.random.bits();
  const twin = session.fork();
  expect(firstDifference(bitsOf(twin), bitsOf(session))).toBe(-1);
  expect(twin.random.state).toEqual(session.random.state);
  const before = bitsOf(session);
  twin.run(inputs);
  expect(firstDifference(bitsOf(session), before)).toBe(-1);
  twin.reset();
  expect(twin.random.state).toEqual(model.createSession({ seed: 3 }).random.state);
});

it("the output of a residual layer is x⟨t⟩ + a⟨t⟩", () => {
  const session = model.createSession();
  session.step(inputs[0]);
  const [a] = session.states;
  const x = inputs[0] as Float32Array;
  expect([...session.hidden(0)]).toEqual([Math.fround(x[0] + a[0]), Math.fround(x[1] + a[1])]);
});
