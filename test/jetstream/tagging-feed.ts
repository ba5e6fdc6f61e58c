import { Random } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { END_OF_LINE, type Tagger, TaggerModel, WordTokenizer } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import type { Answer, JobFeed, JobMessage, Oracle } from "./job-feed.ts";

const WORDS = ["the", "cat", "ate", "strangely", "?", "Zoë", "again", "don't", "3.5", "\n"];
const SPOILED = 0.02;

interface TaggingMessage extends JobMessage {
  readonly content?: { readonly text?: string; readonly tokens?: readonly string[]; readonly end?: boolean };
  readonly code?: string;
}

/** Text of so many keys for a small tagger. */
export function taggingFeed(keys: number): JobFeed {
  const modelFile = toyTaggerFile();
  const message = (index: number) => taggingMessage(index, keys);
  return { modelFile, message, oracle: () => new TaggingOracle(TaggerModel.fromFile(modelFile), message) };
}

/** Text cut anywhere, tokens, ends of sentences; some are not what they should be. */
function taggingMessage(index: number, keys: number): TaggingMessage {
  const random = new Random(index + 1);
  const below = (count: number) => Math.floor(random.next() * count);
  const words = (count: number) => Array.from({ length: count }, () => WORDS[below(WORDS.length)]);
  const chosen = below(keys);
  const key = chosen % 3 === 0 ? `a key/${chosen}.é` : `k${chosen}`;
  if (random.next() < SPOILED) return spoiled(below(4), key);
  const kind = random.next();
  let content: TaggingMessage["content"] = { end: true };
  if (kind < 0.5)
    content = {
      text: words(1 + below(4))
        .join(" ")
        .slice(below(2)),
    };
  else if (kind < 0.8) content = { tokens: words(1 + below(3)).filter((word) => word !== "\n") };
  else if (kind < 0.9) content = { text: ` ${words(2).join(" ")}`, end: true };
  return { data: JSON.stringify({ user: key, ...content }), key, content };
}

function spoiled(kind: number, key: string): TaggingMessage {
  const long = "x".repeat(1_100);
  switch (kind) {
    case 0:
      return { data: '{"user": ', key: null, code: "FRAME_MALFORMED" };
    case 1:
      return { data: '{"text": "of nobody"}', key: null, code: "MESSAGE_INVALID" };
    case 2:
      return { data: JSON.stringify({ user: key, text: 7 }), key, code: "MESSAGE_INVALID" };
    default:
      return {
        data: JSON.stringify({ user: key, text: `the ${long} cat ` }),
        key,
        content: { text: `the ${long} cat ` },
        code: "TOKEN_TOO_LONG",
      };
  }
}

/** One tagger a key. */
class TaggingOracle implements Oracle {
  readonly #model: TaggerModel;
  readonly #message: (index: number) => TaggingMessage;
  readonly #streams = new Map<string, { readonly tagger: Tagger; readonly tokenizer: WordTokenizer }>();

  constructor(model: TaggerModel, message: (index: number) => TaggingMessage) {
    this.#model = model;
    this.#message = message;
  }

  answer(index: number, seq: number): Answer {
    const { key, content, code } = this.#message(index);
    const refused = code === undefined ? {} : { code };
    if (key === null || content === undefined) return { key, seq, tags: [], ...refused };
    const stream = this.#streamOf(key);
    const words = content.text === undefined ? (content.tokens ?? []) : push(stream.tokenizer, content.text);
    const tags = words.flatMap((word) => (word === END_OF_LINE ? stream.tagger.flush() : stream.tagger.push(word)));
    if (content.end) {
      for (const word of stream.tokenizer.flush()) tags.push(...stream.tagger.push(word));
      tags.push(...stream.tagger.flush());
    }
    return { key, seq, tags, ...refused };
  }

  #streamOf(key: string) {
    const found = this.#streams.get(key);
    if (found !== undefined) return found;
    const stream = {
      tagger: this.#model.createTagger(),
      tokenizer: new WordTokenizer({ lines: true, maxLength: 1_024 }),
    };
    this.#streams.set(key, stream);
    return stream;
  }
}

function push(tokenizer: WordTokenizer, text: string): string[] {
  try {
    return tokenizer.push(text);
  } catch (error) {
    if (!RivuletError.is(error, "TOKEN_TOO_LONG")) throw error;
    return tokenizer.push("");
  }
}
