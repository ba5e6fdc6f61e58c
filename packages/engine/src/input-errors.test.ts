import { codeOf } from "@rivulet/errors/testing";
import { describe, expect, it } from "vitest";
import { bitsOf, firstDifference } from "../test/bits.ts";
import type { InputConfig, ModelConfig, StepInput } from "./config.ts";
import { Model } from "./model.ts";
import { randomWeights, seededNumbers } from "./reference/index.ts";

function modelOn(input: InputConfig): Model {
  const config: ModelConfig = {
    input,
    layers: [{ cell: "lstm", hidden: 5 }],
    heads: [{ name: "class", size: 2, activation: "softmax" }],
  };
  return Model.create(config, randomWeights(config, seededNumbers(1)));
}

const dense: InputConfig = { kind: "dense", size: 3 };
const oneHot: InputConfig = { kind: "one-hot", size: 6 };
const embedding: InputConfig = {
  kind: "embedding",
  tables: [
    { name: "word", rows: 4, size: 3 },
    { name: "shape", rows: 2, size: 2 },
  ],
};

const mixed: InputConfig = { ...embedding, dense: 2 };

/** What untyped callers may send, too. */
const anything = (value: unknown) => value as StepInput;

const good: readonly (readonly [InputConfig, StepInput])[] = [
  [dense, Float32Array.of(1, -0, 3e38)],
  [oneHot, 5],
  [oneHot, Int32Array.of(0, 5, 5)],
  [embedding, 0],
  [embedding, new Int32Array(0)],
  [embedding, Int32Array.from({ length: 256 }, (_, i) => i % 6)],
  [mixed, { ids: Int32Array.of(1, 4), dense: Float32Array.of(1, -1) }],
  [mixed, { ids: 5, dense: Float32Array.of(0, 3e38) }],
  [{ ...embedding, dense: 0 }, 3],
];

const bad: readonly (readonly [string, InputConfig, StepInput])[] = [
  ["too short a vector", dense, Float32Array.of(1, 2)],
  ["too long a vector", dense, Float32Array.of(1, 2, 3, 4)],
  ["NaN", dense, Float32Array.of(1, Number.NaN, 3)],
  ["an infinity", dense, Float32Array.of(1, 2, Number.NEGATIVE_INFINITY)],
  ["both infinities", dense, Float32Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0)],
  ["an id for a vector", dense, 1],
  ["ids for a vector", dense, Int32Array.of(1, 2, 3)],
  ["doubles for a vector", dense, anything(Float64Array.of(1, 2, 3))],
  ["a list for a vector", dense, anything([1, 2, 3])],
  ["nothing", dense, anything(undefined)],
  ["a negative id", oneHot, -1],
  ["an id too large", oneHot, 6],
  ["half an id", oneHot, 0.5],
  ["NaN for an id", oneHot, Number.NaN],
  ["a vector for an id", oneHot, Float32Array.of(1, 0, 0, 0, 0, 0)],
  ["text for an id", oneHot, anything("1")],
  ["null for an id", oneHot, anything(null)],
  ["an id past the last table", embedding, 6],
  ["one bad id among good ones", embedding, Int32Array.of(0, 5, 6)],
  ["a negative id among good ones", embedding, Int32Array.of(0, -1)],
  ["more ids than a step takes", embedding, new Int32Array(257)],
  ["ids without their vector", mixed, Int32Array.of(1)],
  ["a vector without its ids", mixed, Float32Array.of(1, 2)],
  ["no vector beside ids", mixed, anything({ ids: 1 })],
  ["no ids beside a vector", mixed, anything({ dense: Float32Array.of(1, 2) })],
  ["too long a vector beside ids", mixed, { ids: 1, dense: Float32Array.of(1, 2, 3) }],
  ["NaN beside ids", mixed, { ids: 1, dense: Float32Array.of(1, Number.NaN) }],
  ["a bad id beside a vector", mixed, { ids: 6, dense: Float32Array.of(1, 2) }],
  ["a vector beside ids that need none", embedding, { ids: 1, dense: Float32Array.of(1, 2) }],
];

it.each(good)("on %j, %s is an input", (kind, input) => {
  const session = modelOn(kind).createSession();
  session.step(input);
  expect(session.steps).toBe(1);
  expect(session.hidden().every(Number.isFinite)).toBe(true);
});

describe.each(bad)("%s", (_, kind, input) => {
  const right = good.find(([config]) => config === kind)?.[1] ?? 0;

  it("is INPUT_INVALID, the state untouched", () => {
    const session = modelOn(kind).createSession();
    session.step(right);
    const before = bitsOf(session);
    expect(codeOf(() => session.step(input))).toBe("INPUT_INVALID");
    expect(codeOf(() => session.run([input, right]))).toBe("INPUT_INVALID");
    expect(firstDifference(bitsOf(session), before)).toBe(-1);
  });

  it.each([1, 2, 40])("is INPUT_INVALID among %i sessions, none of which moves", (count) => {
    const model = modelOn(kind);
    const sessions = Array.from({ length: count }, () => model.createSession());
    const inputs = sessions.map(() => right);
    model.stepMany(sessions, inputs);
    const before = sessions.map(bitsOf);
    const spoilt = [...inputs.slice(1), input];
    expect(codeOf(() => model.stepMany(sessions, spoilt))).toBe("INPUT_INVALID");
    sessions.forEach((session, i) => {
      expect(firstDifference(bitsOf(session), before[i])).toBe(-1);
    });
    model.stepMany(sessions, inputs);
    expect(sessions.map(({ steps }) => steps)).toEqual(sessions.map(() => 2));
  });
});

describe("stepMany refuses, and moves no session,", () => {
  const model = modelOn(oneHot);
  const setUp = (count: number) => Array.from({ length: count }, () => model.createSession());
  const refused = (sessions: ReturnType<typeof setUp>, inputs: readonly StepInput[]) => {
    const code = codeOf(() => model.stepMany(sessions, inputs));
    expect(sessions.map(({ steps }) => steps)).toEqual(sessions.map(() => 0));
    return code;
  };

  it.each([2, 40])("a session that comes twice among %i", (count) => {
    const sessions = setUp(count - 1);
    expect(refused([...sessions, sessions[0]], new Array(count).fill(0))).toBe("INPUT_INVALID");
    model.stepMany(sessions, new Array(count - 1).fill(0)); // and once is fine again
    expect(sessions[0].steps).toBe(1);
  });

  it.each([2, 40])("a session of another model among %i, even of another instance of this one", (count) => {
    const sessions = [...setUp(count - 1), modelOn(oneHot).createSession()];
    expect(refused(sessions, new Array(count).fill(0))).toBe("SESSION_FOREIGN");
  });

  it.each([2, 40])("a disposed session among %i", (count) => {
    const sessions = setUp(count);
    sessions[count - 1].dispose();
    expect(refused(sessions, new Array(count).fill(0))).toBe("SESSION_DISPOSED");
  });

  it("more or fewer inputs than sessions", () => {
    expect(refused(setUp(2), [0])).toBe("INPUT_INVALID");
    expect(refused(setUp(2), [0, 0, 0])).toBe("INPUT_INVALID");
    expect(refused([], [])).toBe(undefined);
  });
});
