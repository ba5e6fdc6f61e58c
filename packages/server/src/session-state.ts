import { type Tagger, type TaggerModel, WordTokenizer } from "@rivulet/live";

/** All that a session remembers from one message to the next. */
export interface SessionState {
  readonly model: TaggerModel;
  readonly tagger: Tagger;
  readonly tokenizer: WordTokenizer;
  /** Send final tags only. */
  readonly finalOnly: boolean;
}

/** The state at the start of a stream. Throws MEMORY_EXHAUSTED where the model has no room for one more. */
export function newState(model: TaggerModel, finalOnly: boolean, tokenLength: number): SessionState {
  const tokenizer = new WordTokenizer({ lines: true, maxLength: tokenLength });
  return { model, finalOnly, tokenizer, tagger: model.createTagger() };
}
