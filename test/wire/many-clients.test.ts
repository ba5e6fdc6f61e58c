import { readFileSync } from "node:fs";
import { connect, type Tag } from "@rivulet/client";
import { Random } from "@rivulet/engine";
import { TaggerModel } from "@rivulet/live";
import { shippedModels } from "@rivulet/models";
import { nodeWebSocket, serve } from "@rivulet/runtime-node";
import { lastValueFrom, toArray } from "rxjs";
import { expect, it } from "vitest";
import { runRivulet } from "../../apps/cli/test/run-rivulet.ts";

const CLIENTS = 200;
/** Texts, each sent by several clients, each time cut in other places. */
const TEXTS = 20;
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

/** What `rivulet tag` prints for the text. */
async function tagOnCommandLine(text: string): Promise<Tag[]> {
  const { code, stdout, stderr } = await runRivulet(["tag", "--model", model.name, "--jsonl"], text);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Tag);
}

const model = shippedModels[0];

it(`${CLIENTS} clients at once, mixed codecs and faces, get the tags of \`rivulet tag\` to the bit`, async () => {
  const tagger = TaggerModel.load(readFileSync(model.url));
  const server = await serve({ port: 0, models: new Map([[model.name, tagger]]) });
  const texts = Array.from({ length: TEXTS }, (_, index) => textOf(new Random(index)));

  const results = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, index) => {
      const codec = index % 2 === 0 ? "msgpack" : "json";
      const client = await connect(server.address, { codec, WebSocket: nodeWebSocket, window: 1 + (index % 8) });
      const session = await client.open({ finalOnly: index % 4 === 3 });
      const tags = index % 3 === 0 ? lastValueFrom(session.tags$.pipe(toArray())) : collect(session);
      for (const chunk of chunksOf(texts[index % TEXTS], new Random(index + CLIENTS))) await session.push(chunk);
      await session.flush();
      await session.close();
      const received = await tags;
      await client.close();
      return received;
    }),
  );

  const expected: Tag[][] = [];
  for (const text of texts) expected.push(await tagOnCommandLine(text));
  results.forEach((tags, index) => {
    const all = expected[index % TEXTS];
    expect(tags).toEqual(index % 4 === 3 ? all.filter(({ final }) => final) : all);
  });
  expect(tagger.liveSessions).toBe(0);
  await server.close();
});
