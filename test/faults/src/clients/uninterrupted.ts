import { END_OF_LINE, type Tag, type TaggerModel, WordTokenizer } from "@rivulet/live";
import { Heard } from "./heard.ts";
import { type Action, Script } from "./script.ts";

/** The run without any server: what a client should have heard. */
export interface Uninterrupted {
  readonly heard: Heard;
  /** How many tags there are after each action. */
  readonly after: readonly number[];
}

/** The first `actions` of a seed's script, then the flush that each client ends with, by a tagger in this process. */
export function runUninterrupted(model: TaggerModel, seed: number, actions: number): Uninterrupted {
  const script = new Script(seed);
  const heard = new Heard();
  const after: number[] = [];
  const tokenizer = new WordTokenizer({ lines: true });
  const tagger = model.createTagger();
  const take = (tokens: readonly string[]): Tag[] =>
    tokens.flatMap((token) => (token === END_OF_LINE ? tagger.flush() : tagger.push(token)));
  const run = (action: Action): Tag[] => {
    switch (action.kind) {
      case "tokens":
        return action.tokens.flatMap((token) => tagger.push(token));
      case "text":
        return take(tokenizer.push(action.text));
      case "flush":
        return [...take(tokenizer.flush()), ...tagger.flush()];
      case "reset":
        tokenizer.flush();
        tagger.reset();
        return [];
    }
  };
  for (let action = 0; action <= actions; action++) {
    for (const tag of run(action < actions ? script.next() : { kind: "flush" })) heard.add(tag);
    after.push(heard.count);
  }
  tagger.dispose();
  return { heard, after };
}
