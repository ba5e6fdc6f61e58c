import { RivuletError } from "@rivulet/errors";
import { END_OF_LINE } from "@rivulet/live";
import type { NumberedMessage, Push } from "@rivulet/protocol";
import type { SessionState } from "./session-state.ts";
import type { Step } from "./session-task.ts";

/** Who hears of a part of a message that is not taken. */
interface Reader {
  report(error: RivuletError, session: string, seq: number): void;
}

/** The steps that a message asks for. A `reset` is done at once. */
export function stepsOf(message: NumberedMessage, state: SessionState, reader: Reader): readonly Step[] {
  const { tokenizer, tagger } = state;
  switch (message.type) {
    case "push":
      return message.tokens ?? withSentenceEnds(wordsOf(message, state, message.text, reader));
    case "flush":
      return [...withSentenceEnds(tokenizer.flush()), null];
    case "reset":
      tokenizer.flush();
      tagger.reset();
      return [];
    case "close":
    case "checkpoint":
      return [];
  }
}

function wordsOf({ session, seq }: Push, { tokenizer }: SessionState, text: string, reader: Reader): string[] {
  try {
    return tokenizer.push(text);
  } catch (error) {
    if (!RivuletError.is(error, "TOKEN_TOO_LONG")) throw error;
    reader.report(error, session, seq);
    // Only the stretch that was too long is left out; the tokens around it come with the next call.
    return tokenizer.push("");
  }
}

/** A line break ends a sentence, as in `rivulet tag`. */
function withSentenceEnds(words: readonly string[]): Step[] {
  return words.map((word) => (word === END_OF_LINE ? null : word));
}
