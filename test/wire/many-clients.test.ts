import { connect, type Tag } from "@rivulet/client";
import { Random } from "@rivulet/engine";
import { TaggerModel, TextTagger } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import { nodeWebSocket, serve } from "@rivulet/runtime-node";
import { lastValueFrom, toArray } from "rxjs";
import { expect, it } from "vitest";

const CLIENTS = 200;
const words = [
  "the",
  "cats",
  "that",
  "ate",
  "weren't",
  "full",
  "Zoë",
  "日本",
  "👍",
  "U.S.",
  "don't",
  "(really)",
  "3.5",
  ".",
];

function textOf(random: Random): string {
  let text = "";
  for (let count = 20 + Math.floor(random.next() * 30); count > 0; count--) {
    text += words[Math.floor(random.next() * words.length)] + (random.next() < 0.1 ? "\n" : " ");
  }
  return text;
}

/** The text in chunks of 1 to 12 UTF-16 units, cut anywhere. */
function chunksOf(text: string, random: Random): string[] {
  const chunks: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = start + 1 + Math.floor(random.next() * 12);
    chunks.push(text.slice(start, end));
    start = end;
  }
  return chunks;
}

async function collect(tags: AsyncIterable<Tag>): Promise<Tag[]> {
  const collected: Tag[] = [];
  for await (const tag of tags) collected.push(tag);
  return collected;
}

/** What `rivulet tag` gives for the text. */
function tagLocally(model: TaggerModel, text: string): Tag[] {
  const tagger = new TextTagger(model);
  const tags = [...tagger.push(text), ...tagger.flush()];
  tagger.dispose();
  return tags;
}

it(`${CLIENTS} clients at once, mixed codecs and faces, get the tags of a local tagger to the bit`, async () => {
  const model = TaggerModel.fromFile(toyTaggerFile({ layers: [{ cell: "lstm", hidden: 33 }] }));
  const server = await serve({ port: 0, models: new Map([["toy", model]]) });
  const texts = Array.from({ length: CLIENTS }, (_, index) => textOf(new Random(index)));

  const results = await Promise.all(
    texts.map(async (text, index) => {
      const codec = index % 2 === 0 ? "msgpack" : "json";
      const client = await connect(server.address, { codec, WebSocket: nodeWebSocket, window: 1 + (index % 8) });
      const session = await client.open({ finalOnly: index % 4 === 3 });
      const tags = index % 3 === 0 ? lastValueFrom(session.tags$.pipe(toArray())) : collect(session);
      for (const chunk of chunksOf(text, new Random(index + CLIENTS))) await session.push(chunk);
      await session.flush();
      await session.close();
      const received = await tags;
      await client.close();
      return received;
    }),
  );

  texts.forEach((text, index) => {
    const expected = tagLocally(model, text);
    expect(results[index]).toEqual(index % 4 === 3 ? expected.filter(({ final }) => final) : expected);
  });
  expect(model.liveSessions).toBe(0);
  await server.close();
});
