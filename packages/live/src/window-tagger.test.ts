import {
  argmax,
  ByteReader,
  ByteWriter,
  createWindowedSession,
  type LayerConfig,
  runSequence,
  seal,
} from "@rivulet/engine";
import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Tag } from "./tag.ts";
import type { Tagger } from "./tagger.ts";
import { TaggerModel, type TaggerOptions } from "./tagger-model.ts";
import { toyTaggerFile } from "./testing/index.ts";

/** A token, or the end of a sentence. */
type Input = string | undefined;

const token = fc.constantFrom("The", "cats", "ate", "full", ".", "naïve", "\u{1f600}", "1984");
const sentence = fc.array(token, { minLength: 1, maxLength: 25 });
const input: fc.Arbitrary<Input> = fc.option(token, { nil: undefined, freq: 6 });
const inputs = fc.array(input, { maxLength: 25 });
const options: fc.Arbitrary<Required<Pick<TaggerOptions, "window" | "chunk">>> = fc.record({
  window: fc.nat(5),
  chunk: fc.integer({ min: 1, max: 4 }),
});
const settings = { numRuns: 60 };

const stacks: LayerConfig[][] = [
  [{ cell: "bidirectional", forward: { cell: "lstm", hidden: 5 }, backward: { cell: "lstm", hidden: 4 } }],
  [{ cell: "gru", hidden: 6, reset: "after", direction: "backward" }],
  [
    { cell: "rnn", hidden: 5 },
    {
      cell: "bidirectional",
      forward: { cell: "gru", hidden: 4, reset: "before" },
      backward: { cell: "lstm", hidden: 4 },
      merge: "sum",
    },
    { cell: "dense", hidden: 6 },
  ],
];
const modelOf = (layers: readonly LayerConfig[], seed = 4) =>
  TaggerModel.fromFile(toyTaggerFile({ layers, delays: [0], seed }));
const models = stacks.map((layers) => modelOf(layers));
const anyModel = fc.constantFrom(...models);
const [model] = models;

function feed(tagger: Tagger, events: readonly Input[]): Tag[] {
  return events.flatMap((event) => (event === undefined ? tagger.flush() : tagger.push(event)));
}

function idsOf({ featurizer }: TaggerModel, tokens: readonly string[]): Int32Array[] {
  return tokens.map((text) => {
    const ids = new Int32Array(featurizer.idsPerToken);
    featurizer.featurize(text, ids);
    return ids;
  });
}

/** The best label of each token and its probability, by the engine over the tokens as a whole sequence. */
function wholeSequence(of: TaggerModel, tokens: readonly string[]): [string, number][] {
  const probabilities = runSequence(of.model, idsOf(of, tokens)).probabilities();
  return tokens.map((_, t) => {
    const row = probabilities.subarray(t * of.labels.length, (t + 1) * of.labels.length);
    return [of.labels[argmax(row)], row[argmax(row)]];
  });
}

describe("a tagger of a model that looks backward", () => {
  it("says, where the window covers the sentence, what the whole sequence says, to the bit", () => {
    fc.assert(
      fc.property(anyModel, sentence, fc.nat(3), (of, tokens, beyond) => {
        const tagger = of.createTagger({ window: tokens.length - 1 + beyond });
        const tags = feed(tagger, [...tokens, undefined]).filter(({ final }) => final);
        expect(tags.map(({ token }) => token)).toEqual(tokens);
        expect(tags.map(({ label, probability }) => [label, probability])).toEqual(wholeSequence(of, tokens));
        tagger.dispose();
      }),
      settings,
    );
  });

  it("lets stand after each token what the whole sequence of the tokens so far says", () => {
    fc.assert(
      fc.property(anyModel, sentence, (of, tokens) => {
        const tagger = of.createTagger({ window: tokens.length });
        const standing: string[] = [];
        tokens.forEach((text, t) => {
          for (const { index, label } of tagger.push(text)) standing[index] = label;
          expect(standing).toEqual(wholeSequence(of, tokens.slice(0, t + 1)).map(([label]) => label));
        });
        tagger.dispose();
      }),
      settings,
    );
  });

  it("tells of each token when its chunk is full, then of changes alone, last and once a final tag", () => {
    fc.assert(
      fc.property(anyModel, options, inputs, (of, { window, chunk }, events) => {
        const tagger = of.createTagger({ window, chunk });
        const tags: Tag[] = [];
        let tokens = 0;
        for (const event of [...events, undefined]) {
          const said = feed(tagger, [event]);
          tags.push(...said);
          if (event !== undefined) tokens++;
          expect(said.map(({ index }) => index)).toEqual(said.map(({ index }) => index).sort((a, b) => a - b));
          for (const { index, delay } of said) expect(delay).toBe(tokens - 1 - index);
          expect(tagger.index).toBe(tokens);
          expect(tagger.pending).toBe(tokens - tags.filter(({ final }) => final).length);
          expect(tagger.pending).toBeLessThan(window + chunk);
          if (event === undefined) expect(tagger.pending).toBe(0);
        }
        for (let index = 0; index < tokens; index++) {
          const own = tags.filter((tag) => tag.index === index);
          expect(own[0].delay).toBeLessThan(chunk);
          expect(own.map(({ final }) => final)).toEqual(own.map((_, i) => i === own.length - 1));
          for (const [i, tag] of own.slice(1).entries()) if (!tag.final) expect(tag.label).not.toBe(own[i].label);
        }
        tagger.dispose();
      }),
      settings,
    );
  });

  it("makes final what the engine's own window makes final, with its numbers", () => {
    fc.assert(
      fc.property(anyModel, options, inputs, (of, window, events) => {
        const tagger = of.createTagger(window);
        const session = createWindowedSession(of.model, window);
        for (const event of [...events, undefined]) {
          const outputs = event === undefined ? session.flush() : session.push(idsOf(of, [event])[0]);
          const finals = outputs.filter(({ final }) => final).map(({ index, probabilities: [row] }) => [index, row]);
          const said = feed(tagger, [event]).filter(({ final }) => final);
          expect(said.map(({ index, label, probability }) => [index, label, probability])).toEqual(
            finals.map(([index, row]) => {
              const best = argmax(row as Float32Array);
              return [index, of.labels[best], (row as Float32Array)[best]];
            }),
          );
        }
        tagger.dispose();
        session.dispose();
      }),
      settings,
    );
  });

  it("holds back what the gate holds back, never a final tag", () => {
    const tokens = "The cats that ate were full .".split(" ");
    const tagsBy = (margin: number) =>
      feed(model.createTagger({ window: 3, revise: { margin } }), [...tokens, undefined]);
    const revisions = (tags: readonly Tag[]) => tags.filter(({ delay, final }) => delay > 0 && !final);
    expect(revisions(tagsBy(0)).length).toBeGreaterThan(0);
    expect(revisions(tagsBy(1))).toEqual([]);
    const finals = (tags: readonly Tag[]) => tags.filter(({ final }) => final);
    expect(finals(tagsBy(1))).toEqual(finals(tagsBy(0)));
  });

  it("goes on from a snapshot amid a window, in another instance, as if nothing had been", () => {
    const pairs = fc.constantFrom(...stacks.map((layers, i) => [models[i], modelOf(layers)] as const));
    fc.assert(
      fc.property(pairs, options, inputs, inputs, inputs, ([here, there], window, before, other, after) => {
        const [first, second] = [here.createTagger(window), there.createTagger(window)];
        feed(first, before);
        feed(second, other);
        const bytes = first.snapshot();
        second.restore(bytes);
        expect([second.index, second.pending, second.snapshot()]).toEqual([first.index, first.pending, bytes]);
        expect(feed(second, [...after, undefined])).toEqual(feed(first, [...after, undefined]));
        expect(second.snapshot()).toEqual(first.snapshot());
        first.dispose();
        second.dispose();
      }),
      settings,
    );
  });

  it("starts anew by reset, whatever came before", () => {
    fc.assert(
      fc.property(options, inputs, inputs, (window, before, after) => {
        const [used, fresh] = [model.createTagger(window), model.createTagger(window)];
        feed(used, before);
        used.reset();
        expect([used.index, used.pending]).toEqual([0, 0]);
        expect(feed(used, after)).toEqual(feed(fresh, after));
        used.dispose();
        fresh.dispose();
      }),
      settings,
    );
  });

  it("refuses another model's snapshot, another window's, a damaged and an impossible one, and stays as it was", () => {
    const tagger = model.createTagger({ window: 2 });
    feed(tagger, ["The", "cats"]);
    const bytes = tagger.snapshot();
    const foreign = modelOf(stacks[0], 2).createTagger({ window: 2 });
    expect(codeOf(() => foreign.restore(bytes))).toBe("SNAPSHOT_FOREIGN");
    expect(codeOf(() => model.createTagger({ window: 3 }).restore(bytes))).toBe("SNAPSHOT_FOREIGN");
    const ofDelays = TaggerModel.fromFile(toyTaggerFile()).createTagger();
    expect(codeOf(() => ofDelays.restore(bytes))).toBe("SNAPSHOT_DAMAGED");
    expect(codeOf(() => tagger.restore(ofDelays.snapshot()))).toBe("SNAPSHOT_DAMAGED");
    for (let i = 0; i < bytes.length; i++) {
      const damaged = bytes.slice();
      damaged[i] ^= 1 << (i % 8);
      expect(codeOf(() => tagger.restore(damaged))).toMatch(/^SNAPSHOT_(DAMAGED|VERSION)$/);
      expect(codeOf(() => tagger.restore(bytes.subarray(0, i)))).toMatch(/^SNAPSHOT_(DAMAGED|VERSION)$/);
    }
    const empty = sessionPart(model.createTagger({ window: 2 }).snapshot());
    for (const [session, labels] of [
      [empty, [1]],
      [sessionPart(bytes), [1, model.labels.length + 1]],
      [sessionPart(bytes), [1]],
    ] as const) {
      expect(codeOf(() => tagger.restore(forged(session, labels)))).toBe("SNAPSHOT_DAMAGED");
    }
    expect(tagger.snapshot()).toEqual(bytes);
    tagger.restore(forged(sessionPart(bytes), [1, 1]));
    expect(tagger.pending).toBe(2);
  });

  it("gives its memory back once and is of no use after", () => {
    const before = model.liveSessions;
    const tagger = model.createTagger();
    expect(model.liveSessions).toBe(before + 1);
    tagger.dispose();
    tagger.dispose();
    expect(model.liveSessions).toBe(before);
    for (const use of [() => tagger.push("The"), () => tagger.flush(), () => tagger.snapshot()]) {
      expect(codeOf(use)).toBe("SESSION_DISPOSED");
    }
    expect(tagger.pending).toBe(0);
  });
});

/** The bytes of the session in a tagger's snapshot. */
function sessionPart(snapshot: Uint8Array): Uint8Array {
  const reader = new ByteReader(snapshot, "SNAPSHOT_DAMAGED");
  reader.u32();
  reader.u16();
  return reader.bytes(reader.u32());
}

/** A snapshot under a good seal, with pending tokens of these labels (0: none yet). */
function forged(session: Uint8Array, labels: readonly number[]): Uint8Array {
  const writer = new ByteWriter().u32(0x57545652).u16(1).u32(session.length).bytes(session).u32(labels.length);
  for (const label of labels) writer.u32(label).string("x");
  return seal(writer);
}
