import type { LayerConfig } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Tag } from "./tag.ts";
import { TaggerModel } from "./tagger-model.ts";
import { toyTaggerFile } from "./testing/index.ts";
import { TextTagger } from "./text-tagger.ts";

const model = TaggerModel.fromFile(toyTaggerFile());

/** The text in pieces, cut after these counts of characters. */
function cut(text: string, counts: readonly number[]): string[] {
  const pieces: string[] = [];
  let rest = text;
  for (const count of counts) {
    pieces.push(rest.slice(0, count));
    rest = rest.slice(count);
  }
  return [...pieces, rest];
}

const text = fc
  .array(fc.constantFrom("The", "cats", "don't", "end.", " ", "  ", "\n", "\r\n", "\u{1f600}", "\ud83d"))
  .map((parts) => parts.join(""));

function tagAll(chunks: readonly string[], tagger = new TextTagger(model)): Tag[] {
  const tags = [...chunks.flatMap((chunk) => tagger.push(chunk)), ...tagger.flush()];
  tagger.dispose();
  return tags;
}

describe("TextTagger", () => {
  it("tags words when they end, and ends a sentence with its line", () => {
    const tagger = model.createTagger();
    const words = new TextTagger(model);
    expect(words.push("The ca")).toEqual(tagger.push("The"));
    expect(words.push("ts\n")).toEqual([...tagger.push("cats"), ...tagger.flush()]);
    expect(words.push("At")).toEqual([]);
    expect(words.push("e.\n\n")).toEqual(["Ate", "."].flatMap((token) => tagger.push(token)).concat(tagger.flush()));
    expect(words.push("Full")).toEqual([]);
    expect(words.flush()).toEqual([...tagger.push("Full"), ...tagger.flush()]);
    words.dispose();
    tagger.dispose();
  });

  it("does not care where the text is cut", () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(4)), (whole, counts) => {
        expect(tagAll(cut(whole, counts))).toEqual(tagAll([whole]));
      }),
    );
  });

  it("goes on from a snapshot amid a word as if nothing had been", () => {
    fc.assert(
      fc.property(text, fc.nat(), (whole, at) => {
        const [before, after] = cut(whole, [at % (whole.length + 1)]);
        const first = new TextTagger(model);
        first.push(before);
        const second = new TextTagger(model);
        second.push("something else that has not end");
        second.restore(first.snapshot());
        expect(second.snapshot()).toEqual(first.snapshot());
        expect(tagAll([after], second)).toEqual(tagAll([after], first));
      }),
    );
  });

  it("starts anew by reset, without pending input", () => {
    const used = new TextTagger(model);
    used.push("The cats a");
    used.reset();
    expect(tagAll(["te ."], used)).toEqual(tagAll(["te ."]));
  });

  it("refuses a damaged snapshot and stays as it was", () => {
    const tagger = new TextTagger(model);
    tagger.push("The cats a");
    const bytes = tagger.snapshot();
    for (let i = 0; i < bytes.length; i += 7) {
      const damaged = bytes.slice();
      damaged[i] ^= 0x10;
      expect(() => tagger.restore(damaged)).toThrow(RivuletError);
      expect(() => tagger.restore(bytes.subarray(0, i))).toThrow(RivuletError);
    }
    expect(() => tagger.restore(tagger.tagger.snapshot())).toThrow("expected magic");
    expect(tagger.snapshot()).toEqual(bytes);
    tagger.dispose();
  });

  it("passes its options to the tokenizer, and outlives a token that is too long", () => {
    const errors: RivuletError[] = [];
    const tokenizer = {
      punctuation: "drop",
      maxLength: 4,
      onError: (error: RivuletError) => errors.push(error),
    } as const;
    const tags = tagAll(["The tremendous cat ."], new TextTagger(model, { tokenizer }));
    expect(tags.filter(({ final }) => final).map(({ token }) => token)).toEqual(["The", "cat"]);
    expect(errors.map(({ code }) => code)).toEqual(["TOKEN_TOO_LONG"]);
  });

  it("tags by a model that looks backward, as far ahead as told", () => {
    const layers: LayerConfig[] = [{ cell: "gru", hidden: 4, reset: "after", direction: "backward" }];
    const backward = TaggerModel.fromFile(toyTaggerFile({ layers, delays: [0] }));
    const tagger = backward.createTagger({ window: 1 });
    const words = new TextTagger(backward, { window: 1 });
    expect(words.push("The cats at")).toEqual(["The", "cats"].flatMap((token) => tagger.push(token)));
    const resumed = new TextTagger(backward, { window: 1 });
    resumed.restore(words.snapshot());
    const rest = ["ate"].flatMap((token) => tagger.push(token)).concat(tagger.flush());
    for (const one of [words, resumed]) expect(one.push("e\n")).toEqual(rest);
  });
});
