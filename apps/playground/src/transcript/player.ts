import { type ReadonlySignal, signal } from "@preact/signals";
import type { Transcript } from "./transcripts.ts";

/** About 165 words a minute. */
const MS_PER_WORD = 190;
const MS_PER_LETTER = 32;
const PAUSE_AFTER: readonly (readonly [RegExp, number])[] = [
  [/[.!?]\s*$/, 450],
  [/[,;:]\s*$/, 220],
];

/** Speaks a transcript: word after word at the pace of speech. */
export class Player {
  readonly #say: (text: string) => void;
  readonly #playing = signal<Transcript | undefined>(undefined);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  get playing(): ReadonlySignal<Transcript | undefined> {
    return this.#playing;
  }

  play(transcript: Transcript): void {
    this.stop();
    this.#playing.value = transcript;
    this.#next(transcript.text.match(/\S+\s+/g) ?? [], 0);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#playing.value = undefined;
  }

  #next(words: readonly string[], at: number): void {
    if (at === words.length) {
      this.stop();
      return;
    }
    this.#say(words[at]);
    this.#timer = setTimeout(() => this.#next(words, at + 1), lengthOf(words[at]));
  }
}

/** How long a word is spoken, with the pause after it; in milliseconds. */
function lengthOf(word: string): number {
  const pause = PAUSE_AFTER.find(([mark]) => mark.test(word))?.[1] ?? 0;
  return MS_PER_WORD + MS_PER_LETTER * word.trim().length + pause;
}
