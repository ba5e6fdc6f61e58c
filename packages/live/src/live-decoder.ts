import { type Decoding, hearToken, type PendingToken } from "./hear-token.ts";
import type { RevisionGate } from "./revision-gate.ts";
import type { Tag } from "./tag.ts";

/** What a decoder remembers between steps. */
export interface DecoderState {
  /** Tokens so far. */
  readonly index: number;
  /** End steps of a flush that has begun and not ended. */
  readonly endSteps: number;
  /** Oldest first. */
  readonly window: readonly Readonly<PendingToken>[];
}

/** What the heads say after a step; a session is one. */
export interface HeadOutputs {
  probabilities(head: number): ArrayLike<number>;
}

interface DelayedHead {
  readonly head: number;
  readonly delay: number;
}

const ordered = new WeakMap<readonly number[], readonly DelayedHead[]>();

/** The longest delay first, so that the tags of a step come in the order of their tokens; made once for all decoders of a model. */
function headsOf(delays: readonly number[]): readonly DelayedHead[] {
  let heads = ordered.get(delays);
  if (heads === undefined) {
    heads = delays.map((delay, head) => ({ head, delay })).sort((a, b) => b.delay - a.delay);
    ordered.set(delays, heads);
  }
  return heads;
}

/** The tags of a step until their number is known: an array that grows makes places for many. */
const heard: Tag[] = [];

const initial: DecoderState = { index: 0, endSteps: 0, window: [] };

/**
 * The window of provisional tags. After each step every head looks back by its delay: delay 0 gives
 * the tag of the newest token, later heads are heard only where they change it, the last one makes
 * it final. Heads that look back beyond the first token since a flush say nothing.
 */
export class LiveDecoder {
  readonly #decoding: Decoding;
  readonly #heads: readonly DelayedHead[];
  readonly #maxDelay: number;
  #index = 0;
  #endSteps = 0;
  #window: PendingToken[] = [];
  /** The place of the last token that left the window, for the next: what lives until the next token is dear to collect. */
  #spare: PendingToken | undefined;

  /** @param delays the delay of each head; distinct, one of them 0 */
  constructor(labels: readonly string[], delays: readonly number[], gate: RevisionGate = {}) {
    this.#decoding = { labels, gate };
    this.#heads = headsOf(delays);
    this.#maxDelay = this.#heads[0].delay;
  }

  /** Tokens so far. */
  get index(): number {
    return this.#index;
  }

  /** Tokens that have no final tag yet; 0 means that a flush has nothing to do. */
  get pending(): number {
    return this.#window.length;
  }

  /** True between the first and the last end step of a flush. */
  get flushing(): boolean {
    return this.#endSteps > 0;
  }

  /** The tags that changed by the step of a token. */
  token(token: string, outputs: HeadOutputs): Tag[] {
    const place = this.#spare ?? { token, label: -1 };
    this.#spare = undefined;
    place.token = token;
    place.label = -1;
    this.#window.push(place);
    this.#index++;
    return this.#listen(outputs);
  }

  /** The tags that changed by one end step. */
  end(outputs: HeadOutputs): Tag[] {
    this.#endSteps++;
    const tags = this.#listen(outputs);
    if (this.#window.length === 0) this.#endSteps = 0;
    return tags;
  }

  state(): DecoderState {
    return { index: this.#index, endSteps: this.#endSteps, window: this.#window.map((pending) => ({ ...pending })) };
  }

  restore(state: DecoderState): void {
    this.#index = state.index;
    this.#endSteps = state.endSteps;
    this.#window = state.window.map((pending) => ({ ...pending }));
  }

  reset(): void {
    this.restore(initial);
  }

  #listen(outputs: HeadOutputs): Tag[] {
    let count = 0;
    const newest = this.#window.length - 1;
    for (const { head, delay } of this.#heads) {
      const slot = newest - (delay - this.#endSteps);
      if (slot < 0 || slot > newest) continue;
      const hearing = { index: this.#index - 1 - newest + slot, delay, final: delay === this.#maxDelay };
      const tag = hearToken(this.#window[slot], hearing, outputs.probabilities(head), this.#decoding);
      if (tag !== undefined) heard[count++] = tag;
    }
    const tags = heard.slice(0, count);
    if (tags[0]?.final) this.#spare = this.#window.shift();
    return tags;
  }
}
