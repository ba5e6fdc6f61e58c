import { TaggerModel, TextTagger } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import { from, lastValueFrom, NEVER, startWith, toArray } from "rxjs";
import { afterEach, describe, expect, it } from "vitest";
import { tagText } from "./tag-text.ts";

const model = TaggerModel.fromFile(toyTaggerFile());
const chunks = ["The ca", "ts ate.\nThey we", "re full."];

afterEach(() => {
  expect(model.liveSessions).toBe(0);
});

describe("tagText", () => {
  it("gives the tags of a text tagger, flushed at the end", async () => {
    const tagger = new TextTagger(model);
    const expected = [...chunks.flatMap((chunk) => tagger.push(chunk)), ...tagger.flush()];
    tagger.dispose();
    expect(await lastValueFrom(from(chunks).pipe(tagText(model), toArray()))).toEqual(expected);
  });

  it("tags a word as soon as it has ended, and frees on unsubscribe", () => {
    const words: string[] = [];
    const subscription = NEVER.pipe(startWith("The cats a"), tagText(model)).subscribe(({ token, delay }) => {
      if (delay === 0) words.push(token);
    });
    expect(words).toEqual(["The", "cats"]);
    expect(model.liveSessions).toBe(1);
    subscription.unsubscribe();
  });

  it("makes an error of what the tokenizer throws, and frees", async () => {
    const tagged = from(["tremendous "]).pipe(tagText(model, { tokenizer: { maxLength: 4 } }), toArray());
    await expect(lastValueFrom(tagged)).rejects.toMatchObject({ code: "TOKEN_TOO_LONG" });
  });
});
