import { connect, type TaggingSession } from "@rivulet/client";
import { RivuletError } from "@rivulet/errors";
import { nodeWebSocket } from "@rivulet/runtime-node";
import { END_OF_LINE } from "@rivulet/text";
import { Command, Option } from "commander";
import { readWords } from "../input/read-words.ts";
import { createPrinter } from "../output/create-printer.ts";
import type { TagPrinter } from "../output/tag-printer.ts";
import { tellHowToType } from "../output/tell-how-to-type.ts";
import { writeOut } from "../output/write-out.ts";
import { SentenceEnds } from "../sentence-ends.ts";

interface ConnectOptions {
  readonly model?: string;
  readonly token?: string;
  readonly jsonl?: true;
}

export function connectCommand(): Command {
  return new Command("connect")
    .description("tag standard input as it arrives, on a server")
    .argument("<url>", "ws://… or wss://…")
    .option("--model <name>", "one of those served (default: the server's first)")
    .addOption(new Option("--token <token>", "says who you are, where the server asks").env("RIVULET_TOKEN"))
    .option("--jsonl", "one JSON object a line: index, token, label, probability, delay, final")
    .action(run);
}

async function run(url: string, { model, token, jsonl }: ConnectOptions): Promise<void> {
  const client = await connect(checkedUrl(url), {
    WebSocket: nodeWebSocket,
    reconnect: { attempts: 5 },
    ...(token === undefined ? {} : { token }),
  });
  try {
    const session = await client.open(model === undefined ? {} : { model });
    session.refusals$.subscribe(({ error }) => process.stderr.write(`rivulet: ${error.code}: ${error.message}\n`));
    session.recoveries$.subscribe(() => process.stderr.write("rivulet: connected again, nothing lost\n"));
    tellHowToType();
    const ends = new SentenceEnds();
    // Sending ends only with the input; a session that fails meanwhile must be heard at once.
    await Promise.all([send(session, ends), print(session, ends, createPrinter({ jsonl: jsonl ?? false }))]);
  } finally {
    process.stdin.destroy();
    await client.close();
  }
}

function checkedUrl(url: string): string {
  const protocol = URL.canParse(url) ? new URL(url).protocol : "";
  if (protocol === "ws:" || protocol === "wss:") return url;
  throw new RivuletError("ARGUMENT_INVALID", `expected a URL that begins with ws:// or wss://, came ${url}`);
}

async function send(session: TaggingSession, ends: SentenceEnds): Promise<void> {
  for await (const words of readWords([])) {
    const sentences = splitAt(words, END_OF_LINE);
    for (const [i, tokens] of sentences.entries()) {
      if (tokens.length > 0) await session.push(tokens);
      ends.addTokens(tokens.length);
      if (i === sentences.length - 1) continue;
      ends.endSentence();
      // Not awaited: the next sentence may follow on its heels.
      session.flush();
    }
  }
  await session.close();
}

async function print(session: TaggingSession, ends: SentenceEnds, printer: TagPrinter): Promise<void> {
  for await (const tag of session) {
    await writeOut(printer.print([tag]) + (tag.final && ends.isLast(tag.index) ? printer.endSentence() : ""));
  }
}

function splitAt(words: readonly string[], separator: string): string[][] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === separator) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts;
}
