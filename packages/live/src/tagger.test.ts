import type { LayerConfig } from "@rivulet/engine";
import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Tag } from "./tag.ts";
import type { Tagger } from "./tagger.ts";
import { TaggerModel } from "./tagger-model.ts";
import { toyTaggerFile } from "./testing/index.ts";

const model = TaggerModel.fromFile(toyTaggerFile());

/** A token, or the end of a sentence. */
type Input = string | undefined;

const input: fc.Arbitrary<Input> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("The", "cats", "ate", "full", ".", "naïve", "\u{1f600}", "1984") },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme" }) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

function feed(tagger: Tagger, inputs: readonly Input[]): Tag[] {
  return inputs.flatMap((token) => (token === undefined ? tagger.flush() : tagger.push(token)));
}

describe("Tagger", () => {
  it("says what the heads of the engine's own session say, step by step", () => {
    const tokens = ["The", "cats", "that", "ate", "were", "full", "."];
    const session = model.model.createSession();
    const ids = new Int32Array(model.featurizer.idsPerToken);
    const heard = tokens.map((): Map<number, [string, number]> => new Map());
    for (let t = 0; t < tokens.length + 2; t++) {
      if (t < tokens.length) model.featurizer.featurize(tokens[t], ids);
      else model.featurizer.end(ids);
      session.step(ids);
      for (const delay of model.delays) {
        const probabilities = session.probabilities(delay);
        const probability = Math.max(...probabilities);
        heard[t - delay]?.set(delay, [model.labels[probabilities.indexOf(probability)], probability]);
      }
    }
    const tagger = model.createTagger();
    const tags = feed(tagger, [...tokens, undefined]);
    tokens.forEach((token, index) => {
      const [first, second, third] = [0, 1, 2].map((delay) => heard[index].get(delay) ?? ["", 0]);
      const tag = (delay: number, [label, probability]: [string, number] | (string | number)[], final = false) => ({
        index,
        token,
        label,
        probability,
        delay,
        final,
      });
      const revised = second[0] === first[0] ? [] : [tag(1, second)];
      expect(tags.filter((said) => said.index === index)).toEqual([tag(0, first), ...revised, tag(2, third, true)]);
    });
    tagger.dispose();
    session.dispose();
  });

  it("flushes by exactly maxDelay end steps, none without a token, and carries the state on", () => {
    const tagger = model.createTagger();
    const session = model.model.createSession();
    const end = new Int32Array(model.featurizer.idsPerToken);
    const ids = new Int32Array(model.featurizer.idsPerToken);
    model.featurizer.end(end);
    model.featurizer.featurize("cats", ids);
    expect(tagger.flush()).toEqual([]);
    for (let sentence = 0; sentence < 3; sentence++) {
      const [tag] = tagger.push("cats");
      session.step(ids);
      expect(tag.probability).toBe(Math.max(...session.probabilities(0)));
      expect(tag.index).toBe(sentence);
      expect(tagger.flush().at(-1)).toMatchObject({ index: sentence, final: true, delay: 2 });
      expect(tagger.flush()).toEqual([]);
      session.run([end, end]);
    }
    tagger.dispose();
    session.dispose();
  });

  it("starts anew by reset, whatever came before", () => {
    const fresh = model.createTagger();
    const used = model.createTagger();
    fc.assert(
      fc.property(fc.array(input), fc.array(input), (before, after) => {
        fresh.reset();
        feed(used, before);
        used.reset();
        expect([used.index, used.pending]).toEqual([0, 0]);
        expect(feed(used, after)).toEqual(feed(fresh, after));
      }),
    );
    fresh.dispose();
    used.dispose();
  });

  it("keeps interleaved streams apart", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), input)), (events) => {
        const taggers = [0, 1, 2].map(() => model.createTagger());
        const mixed = taggers.map((): Tag[] => []);
        for (const [stream, token] of events) mixed[stream].push(...feed(taggers[stream], [token]));
        taggers.forEach((tagger, stream) => {
          tagger.reset();
          const own = events.filter(([of]) => of === stream).map(([, token]) => token);
          expect(mixed[stream]).toEqual(feed(tagger, own));
          tagger.dispose();
        });
      }),
    );
  });

  const cells: LayerConfig[][] = [
    [{ cell: "rnn", hidden: 5 }],
    [{ cell: "simplified-gru", hidden: 9 }],
    [
      { cell: "gru", hidden: 6, reset: "after" },
      { cell: "lstm", hidden: 3, peepholes: "previous" },
    ],
  ];
  it.each(cells.map((layers) => [layers]))(
    "goes on from a snapshot at any point as if nothing had been: %j",
    (layers) => {
      const file = toyTaggerFile({ layers });
      const here = TaggerModel.fromFile(file);
      const there = TaggerModel.fromFile(file);
      fc.assert(
        fc.property(fc.array(input), fc.array(input), fc.array(input), (before, other, after) => {
          const [first, second] = [here.createTagger(), there.createTagger()];
          feed(first, before);
          feed(second, other);
          second.restore(first.snapshot());
          expect([second.index, second.pending]).toEqual([first.index, first.pending]);
          expect(feed(second, [...after, undefined])).toEqual(feed(first, [...after, undefined]));
          expect(second.snapshot()).toEqual(first.snapshot());
          first.dispose();
          second.dispose();
        }),
        { numRuns: 40 },
      );
    },
  );

  it("refuses another model's snapshot, a damaged one and an unknown version, and stays as it was", () => {
    const tagger = model.createTagger();
    feed(tagger, ["The", "cats"]);
    const bytes = tagger.snapshot();
    const foreign = TaggerModel.fromFile(toyTaggerFile({ seed: 2 })).createTagger();
    expect(codeOf(() => foreign.restore(bytes))).toBe("SNAPSHOT_FOREIGN");
    for (let i = 0; i < bytes.length; i++) {
      const damaged = bytes.slice();
      damaged[i] ^= 1 << (i % 8);
      expect(codeOf(() => tagger.restore(damaged))).toMatch(/^SNAPSHOT_(DAMAGED|VERSION)$/);
      expect(codeOf(() => tagger.restore(bytes.subarray(0, i)))).toMatch(/^SNAPSHOT_(DAMAGED|VERSION)$/);
    }
    const later = bytes.slice();
    later[4] = 2;
    expect(codeOf(() => tagger.restore(later))).toBe("SNAPSHOT_VERSION");
    expect(tagger.snapshot()).toEqual(bytes);
    expect(codeOf(() => tagger.restore(model.model.createSession().snapshot()))).toBe("SNAPSHOT_DAMAGED");
  });

  it("gives its memory back once and is of no use after", () => {
    const before = model.liveSessions;
    const tagger = model.createTagger();
    expect(model.liveSessions).toBe(before + 1);
    tagger.dispose();
    tagger.dispose();
    expect(model.liveSessions).toBe(before);
    expect(codeOf(() => tagger.push("The"))).toBe("SESSION_DISPOSED");
    expect(codeOf(() => tagger.snapshot())).toBe("SESSION_DISPOSED");
  });
});
