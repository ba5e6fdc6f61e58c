import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitsOf, firstDifference, traceOf } from "../test/bits.ts";
import { formOf, modelsWith, randomInput, randomInputs } from "../test/random-models.ts";
import type { ModelConfig } from "./config.ts";
import { Model } from "./model.ts";
import { cellVariants, randomWeights, seededNumbers } from "./reference/index.ts";
import type { Session } from "./session.ts";

const STEPS = 12;
const settings = { numRuns: 25 };

describe.each(cellVariants(1).map((variant) => [formOf(variant), variant] as const))("%s, to the bit", (_, variant) => {
  const models = modelsWith(variant);

  it("stepping is the whole sequence", () => {
    fc.assert(
      fc.property(models, ({ config, weights, random }) => {
        const model = Model.create(config, weights);
        const inputs = randomInputs(config, random, STEPS);
        const whole = model.createSession();
        const seen: number[] = [];
        whole.run(inputs, (t) => seen.push(t, ...bitsOf(whole)));
        const stepped = model.createSession();
        const expected = inputs.flatMap((input, t) => [t, ...traceOf(stepped, [input])]);
        expect(firstDifference(Uint32Array.from(seen), Uint32Array.from(expected))).toBe(-1);
      }),
      settings,
    );
  });

  it("interleaved sessions are separate ones", () => {
    fc.assert(
      fc.property(models, fc.array(fc.nat(2), { maxLength: 3 * STEPS }), ({ config, weights, random }, order) => {
        const model = Model.create(config, weights);
        const streams = [0, 1, 2].map(() => randomInputs(config, random, 3 * STEPS));
        const together = streams.map(() => model.createSession());
        for (const k of order) together[k].step(streams[k][together[k].steps]);
        streams.forEach((inputs, k) => {
          const alone = Model.create(config, weights).createSession();
          alone.run(inputs.slice(0, together[k].steps));
          expect(firstDifference(bitsOf(together[k]), bitsOf(alone))).toBe(-1);
        });
      }),
      settings,
    );
  });

  it("put down at any step and picked up, in this model or another instance of it, is uninterrupted", () => {
    fc.assert(
      fc.property(models, fc.nat(STEPS), fc.nat(), ({ config, weights, random }, t, seed) => {
        const inputs = randomInputs(config, random, STEPS);
        const model = Model.create(config, weights);
        const session = model.createSession({ seed });
        session.run(inputs.slice(0, t), () => session.random.bits());
        const bytes = session.snapshot();
        const uninterrupted = traceOf(session, inputs.slice(t));
        const draw = session.random.bits();
        const elsewhere = Model.create({ ...config }, { ...weights }, { foldLimit: 0 });
        for (const place of [model, elsewhere]) {
          const resumed = place.createSession();
          resumed.step(randomInput(config, random)); // what was there before must not show
          resumed.restore(bytes);
          expect(resumed.snapshot()).toEqual(bytes);
          expect(firstDifference(traceOf(resumed, inputs.slice(t)), uninterrupted)).toBe(-1);
          expect(resumed.random.bits()).toBe(draw);
        }
      }),
      settings,
    );
  });

  it("reset is a fresh start, and so is the slot of a disposed session", () => {
    fc.assert(
      fc.property(models, fc.nat(), ({ config, weights, random }, seed) => {
        const inputs = randomInputs(config, random, STEPS);
        const model = Model.create(config, weights);
        const fresh = model.createSession({ seed });
        const start = bitsOf(fresh);
        const expected = traceOf(fresh, inputs);
        const used = model.createSession({ seed });
        used.run(randomInputs(config, random, 3), () => used.random.bits());
        used.reset();
        expect(firstDifference(bitsOf(used), start)).toBe(-1);
        expect(used.random.state).toEqual(model.createSession({ seed }).random.state);
        expect(firstDifference(traceOf(used, inputs), expected)).toBe(-1);
        used.dispose();
        const next = model.createSession({ seed });
        expect(firstDifference(bitsOf(next), start)).toBe(-1);
        expect(firstDifference(traceOf(next, inputs), expected)).toBe(-1);
      }),
      settings,
    );
  });
});

const config: ModelConfig = {
  input: { kind: "one-hot", size: 4 },
  layers: [
    { cell: "lstm", hidden: 5 },
    { cell: "gru", hidden: 3, reset: "after" },
  ],
  heads: [{ name: "class", size: 2, activation: "softmax" }],
};

function smallModel(): Model {
  return Model.create(config, randomWeights(config, seededNumbers(1)));
}

describe("a slab of sessions", () => {
  it("grows without disturbing those that live", () => {
    const [model, twin] = [smallModel(), smallModel()];
    const session = model.createSession();
    const alone = twin.createSession();
    const inputs = [1, 2, 3];
    session.run(inputs);
    alone.run(inputs);
    const view = session.logits();
    const others = Array.from({ length: 5000 }, () => model.createSession());
    expect(view.length).toBe(0); // detached: the memory did grow
    expect(firstDifference(bitsOf(session), bitsOf(alone))).toBe(-1);
    for (const other of others) other.step(3);
    expect(firstDifference(traceOf(session, inputs), traceOf(alone, inputs))).toBe(-1);
    expect(model.liveSessions).toBe(5001);
  });

  it("uses the slots of disposed sessions again", () => {
    const model = smallModel();
    const keep = model.createSession();
    const view = keep.hidden();
    for (let i = 0; i < 5000; i++) model.createSession().dispose();
    expect(view.length).toBe(3); // never detached: the memory did not grow
    expect(model.liveSessions).toBe(1);
  });

  it("takes a second dispose for one", () => {
    const model = smallModel();
    const session = model.createSession();
    session.dispose();
    session.dispose();
    expect(model.liveSessions).toBe(0);
    expect(new Set([model.createSession(), model.createSession()].map((one) => one.hidden().byteOffset)).size).toBe(2);
  });
});

describe("a session shows", () => {
  it("a⟨t⟩ and c⟨t⟩ of each layer, the top one by default, and each head", () => {
    const session = smallModel().createSession();
    session.step(0);
    expect([session.hidden(0).length, session.cell(0).length, session.hidden().length]).toEqual([5, 5, 3]);
    expect(session.cell(0)).not.toEqual(session.hidden(0));
    expect(session.cell(1)).toEqual(session.hidden(1)); // GRU: a = c
    expect(session.probabilities()[0] + session.probabilities()[1]).toBeCloseTo(1, 6);
    expect(session.probabilities()).not.toEqual(session.logits());
  });

  it("no layer and no head that the model does not have", () => {
    const session = smallModel().createSession();
    for (const at of [-1, 2, 0.5, Number.NaN]) {
      expect(codeOf(() => session.hidden(at))).toBe("INPUT_INVALID");
      expect(codeOf(() => session.cell(at))).toBe("INPUT_INVALID");
    }
    expect(codeOf(() => session.logits(1))).toBe("INPUT_INVALID");
    expect(codeOf(() => session.probabilities(1))).toBe("INPUT_INVALID");
  });
});

describe("after dispose", () => {
  const model = smallModel();
  const bytes = model.createSession().snapshot();
  it.each<[string, (session: Session) => unknown]>([
    ["step", (session) => session.step(0)],
    ["step with a bad input", (session) => session.step(-1)],
    ["run", (session) => session.run([])],
    ["stepMany", (session) => model.stepMany([session], [0])],
    ["logits", (session) => session.logits()],
    ["probabilities", (session) => session.probabilities()],
    ["hidden", (session) => session.hidden()],
    ["cell", (session) => session.cell()],
    ["snapshot", (session) => session.snapshot()],
    ["restore", (session) => session.restore(bytes)],
    ["reset", (session) => session.reset()],
  ])("%s is SESSION_DISPOSED", (_, use) => {
    const session = model.createSession();
    session.dispose();
    expect(codeOf(() => use(session))).toBe("SESSION_DISPOSED");
  });
});
