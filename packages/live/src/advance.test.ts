import type { LayerConfig } from "@rivulet/engine";
import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advanceMany, type TaggerEvent } from "./advance.ts";
import type { Tag } from "./tag.ts";
import type { Tagger } from "./tagger.ts";
import { TaggerModel } from "./tagger-model.ts";
import { toyTaggerFile } from "./testing/index.ts";

const model = TaggerModel.fromFile(toyTaggerFile());
const backward: LayerConfig = {
  cell: "bidirectional",
  forward: { cell: "lstm", hidden: 5 },
  backward: { cell: "gru", hidden: 4, reset: "after" },
};
const looksBackward = TaggerModel.fromFile(toyTaggerFile({ layers: [backward], delays: [0] }));

const stream = fc.array(fc.option(fc.constantFrom("The", "cats", "ate", "fish", "."), { nil: undefined, freq: 4 }));

/** The steps of a stream; undefined is a flush. */
function stepsOf(tagger: Tagger, inputs: readonly (string | undefined)[]): TaggerEvent[] {
  return inputs.flatMap((token): TaggerEvent[] =>
    token === undefined
      ? Array.from({ length: tagger.model.maxDelay }, () => ({ tagger, end: true }))
      : [{ tagger, token }],
  );
}

/** Streams moved on together, the ones of whose number the share of a round has the bit. */
function together(streams: readonly TaggerEvent[][], shares: readonly number[]): Tag[][] {
  const tags = streams.map((): Tag[] => []);
  const done = streams.map(() => 0);
  for (let round = 0; streams.some((steps, i) => done[i] < steps.length); round++) {
    const share = shares[round % shares.length];
    const turn = streams.flatMap((steps, i) => (done[i] < steps.length && (share >> i) & 1 ? [i] : []));
    advanceMany(turn.map((i) => streams[i][done[i]++])).forEach((said, k) => {
      tags[turn[k]].push(...said);
    });
  }
  return tags;
}

describe("advanceMany", () => {
  it.each([
    ["that only looks forward", model],
    ["that looks backward", looksBackward],
  ])("gives each stream the tags, to the bit, that it gets alone, of a model %s", (_, model) => {
    const streams = fc.array(stream, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(streams, fc.array(fc.nat(63), { maxLength: 9 }), (inputs, shares) => {
        const taggers = inputs.map(() => model.createTagger());
        const tags = together(
          inputs.map((own, i) => stepsOf(taggers[i], own)),
          [...shares, 63],
        );
        inputs.forEach((tokens, i) => {
          const alone = model.createTagger();
          const own = tokens.flatMap((token) => (token === undefined ? alone.flush() : alone.push(token)));
          expect(tags[i]).toEqual(own);
          expect(taggers[i].snapshot()).toEqual(alone.snapshot());
          alone.dispose();
          taggers[i].dispose();
        });
      }),
    );
  });

  it("moves more streams than one kernel call takes", () => {
    const taggers = Array.from({ length: 70 }, () => model.createTagger());
    const tags = advanceMany(taggers.map((tagger, i) => ({ tagger, token: `word${i}` })));
    const alone = model.createTagger();
    tags.forEach((own, i) => {
      alone.reset();
      expect(own).toEqual(alone.push(`word${i}`));
    });
    for (const tagger of [alone, ...taggers]) tagger.dispose();
  });

  it("does nothing for nobody", () => {
    expect(advanceMany([])).toEqual([]);
  });

  it("refuses what can not be one step of each, and then moves nobody", () => {
    const [one, two] = [model.createTagger(), model.createTagger()];
    one.push("The");
    two.push("The");
    const gone = model.createTagger();
    gone.dispose();
    const foreign = TaggerModel.fromFile(toyTaggerFile()).createTagger();
    advanceMany([{ tagger: two, end: true }]);
    const before = [one.snapshot(), two.snapshot()];
    const refused = (tagger: Tagger) =>
      codeOf(() =>
        advanceMany([
          { tagger: one, token: "a" },
          { tagger, token: "b" },
        ]),
      );
    expect(refused(one)).toBe("INPUT_INVALID");
    expect(refused(two)).toBe("INPUT_INVALID");
    expect(refused(gone)).toBe("SESSION_DISPOSED");
    expect(refused(foreign)).toBe("SESSION_FOREIGN");
    expect(codeOf(() => two.push("b"))).toBe("INPUT_INVALID");
    expect([one.snapshot(), two.snapshot()]).toEqual(before);
    expect(two.flush().at(-1)).toMatchObject({ final: true });
    expect(codeOf(() => two.push("b"))).toBeUndefined();
  });

  it("moves nobody where one of a model that looks backward is disposed", () => {
    const [one, gone] = [looksBackward.createTagger(), looksBackward.createTagger()];
    gone.dispose();
    const before = one.snapshot();
    const events = [one, gone].map((tagger) => ({ tagger, token: "a" }));
    expect(codeOf(() => advanceMany(events))).toBe("SESSION_DISPOSED");
    expect(one.snapshot()).toEqual(before);
    expect(codeOf(() => advanceMany([...events.slice(0, 1), { tagger: model.createTagger(), token: "b" }]))).toBe(
      "SESSION_FOREIGN",
    );
  });
});
