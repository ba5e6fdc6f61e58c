import { setImmediate } from "node:timers/promises";
import { type Tag, TaggerModel } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import { afterEach, describe, expect, it } from "vitest";
import { tagTextStream } from "./tag-text-stream.ts";
import { tagTokensStream } from "./tag-tokens-stream.ts";

const model = TaggerModel.fromFile(toyTaggerFile());
const words = ["The", "cats", "that", "ate", "were", "full", "."];

function tagsOf(tokens: readonly string[]): Tag[] {
  const tagger = model.createTagger();
  const tags = [...tokens.flatMap((token) => tagger.push(token)), ...tagger.flush()];
  tagger.dispose();
  return tags;
}

async function readAll(readable: ReadableStream<Tag>): Promise<Tag[]> {
  const tags: Tag[] = [];
  for await (const tag of readable) tags.push(tag);
  return tags;
}

afterEach(async () => {
  // A cancelled stream tells its reader in a later microtask.
  await setImmediate();
  expect(model.liveSessions).toBe(0);
});

describe("tagTokensStream", () => {
  it("gives what a tagger gives, flushed at the end", async () => {
    expect(await readAll(ReadableStream.from(words).pipeThrough(tagTokensStream(model)))).toEqual(tagsOf(words));
    expect(await readAll(ReadableStream.from([]).pipeThrough(tagTokensStream(model)))).toEqual([]);
  });

  it("gives the tag of a token before the next one is there", async () => {
    const { readable, writable } = tagTokensStream(model);
    const [writer, reader] = [writable.getWriter(), readable.getReader()];
    void writer.write("The");
    expect((await reader.read()).value).toMatchObject({ index: 0, delay: 0 });
    const waiting = expect(writer.write("cats")).rejects.toBe("enough");
    expect(model.liveSessions).toBe(1);
    await reader.cancel("enough");
    await waiting;
  });

  it("takes no token before the tags of those before it are read", async () => {
    let pulled = 0;
    const source = new ReadableStream<string>({ pull: (tokens) => tokens.enqueue(`word${pulled++}`) });
    const reader = source.pipeThrough(tagTokensStream(model)).getReader();
    await reader.read();
    await setImmediate();
    expect(pulled).toBeLessThan(8);
    await reader.cancel();
  });

  it("frees when the reader cancels, also while it waits, and cancels the source", async () => {
    const reasons: unknown[] = [];
    const source = new ReadableStream<string>({ cancel: (reason) => void reasons.push(reason) });
    const reader = source.pipeThrough(tagTokensStream(model)).getReader();
    const waiting = reader.read();
    await reader.cancel("enough");
    expect(await waiting).toMatchObject({ done: true });
    await setImmediate();
    expect(reasons).toEqual(["enough"]);
  });

  it("frees when the writer aborts, and says why", async () => {
    const { readable, writable } = tagTokensStream(model);
    const reading = readable.getReader().read();
    await writable.abort(new Error("lost"));
    await expect(reading).rejects.toThrow("lost");
  });

  it("frees when the writer aborts though nobody reads", async () => {
    const { writable } = tagTokensStream(model);
    await writable.abort(new Error("lost"));
  });

  it("passes the source's error on", async () => {
    const source = new ReadableStream<string>({ pull: (tokens) => tokens.error(new Error("lost")) });
    await expect(readAll(source.pipeThrough(tagTokensStream(model)))).rejects.toThrow("lost");
  });

  it("frees at the end though the last tags are never read", async () => {
    const { readable, writable } = tagTokensStream(model);
    const writer = writable.getWriter();
    const reader = readable.getReader();
    void writer.write("The");
    const closed = writer.close();
    await reader.read();
    await reader.read();
    await closed;
    expect(model.liveSessions).toBe(0);
  });
});

describe("tagTextStream", () => {
  it("gives what a tagger gives on the words of the text", async () => {
    const chunks = ["The cats th", "at ate were fu", "ll."];
    expect(await readAll(ReadableStream.from(chunks).pipeThrough(tagTextStream(model)))).toEqual(tagsOf(words));
  });

  it("ends both ends with what the tokenizer throws, and frees", async () => {
    const { readable, writable } = tagTextStream(model, { tokenizer: { maxLength: 4 } });
    const writing = writable.getWriter().write("tremendous ");
    const failed = expect(writing).rejects.toMatchObject({ code: "TOKEN_TOO_LONG" });
    await expect(readAll(readable)).rejects.toMatchObject({ code: "TOKEN_TOO_LONG" });
    await failed;
  });
});
