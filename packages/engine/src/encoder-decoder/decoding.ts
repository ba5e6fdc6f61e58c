import { RivuletError } from "@rivulet/errors";
import type { Random } from "../random.ts";
import type { Session } from "../session.ts";
import { writeDecoding } from "./decoding-snapshot.ts";
import type { EncoderDecoder } from "./encoder-decoder.ts";
import type { Encoding } from "./encoding.ts";

/** A target in the making: the decoder's state over the encoding of a source. Made by `Source.decode`. */
export class Decoding {
  readonly model: EncoderDecoder;
  readonly #encoding: Encoding;
  readonly #session: Session;
  /** Which of the session's states is s⟨t-1⟩. */
  readonly #query: number;
  /** x⟨t⟩ of a decoder with attention, filled anew at every step. */
  readonly #input: { readonly ids: Int32Array; readonly dense: Float32Array } | undefined;
  #weights = new Float32Array(0);
  #disposed = false;

  /** `session` stands at the decoder's initial state, or where a decoding goes on; `query`: which of its states is s⟨t-1⟩. */
  constructor(model: EncoderDecoder, encoding: Encoding, session: Session, query: number, contextSize: number) {
    this.model = model;
    this.#encoding = encoding.hold();
    this.#session = session;
    this.#query = query;
    this.#input = contextSize > 0 ? { ids: new Int32Array(1), dense: new Float32Array(contextSize) } : undefined;
  }

  /** Target steps so far. */
  get steps(): number {
    return this.#session.steps;
  }

  /** Source steps that the next step may attend to: those of a live source grow. */
  get sourceSteps(): number {
    return this.#encoding.steps;
  }

  get random(): Random {
    return this.#session.random;
  }

  /** y⟨t-1⟩ in, one step. @throws INPUT_INVALID (the state is untouched), SESSION_DISPOSED */
  step(id: number): void {
    this.#checkInUse();
    const session = this.#session;
    const input = this.#input;
    if (input === undefined) {
      session.step(id);
      return;
    }
    const { steps } = this.#encoding;
    if (this.#weights.length !== steps) this.#weights = new Float32Array(steps);
    this.#encoding.attend(session.states[this.#query], input.dense, this.#weights);
    // A number that is no whole one would be cut to one by the array.
    if (!Number.isInteger(id)) throw new RivuletError("INPUT_INVALID", `expected an id, came ${String(id)}`);
    input.ids[0] = id;
    session.step(input);
  }

  /** ŷ⟨t⟩ over the target vocabulary, [size]: a view that holds until the next call into the model. */
  probabilities(): Float32Array {
    return this.#session.probabilities();
  }

  /** Before softmax: a view like `probabilities`. */
  logits(): Float32Array {
    return this.#session.logits();
  }

  /** α⟨t,t'⟩ of the last step, by source step: a view until the next step; empty without attention and before the first. */
  attentionWeights(): Float32Array {
    return this.#weights;
  }

  /** A second decoding in the same state, over the same encoding. */
  fork(): Decoding {
    this.#checkInUse();
    const session = this.#session.fork();
    return new Decoding(this.model, this.#encoding, session, this.#query, this.#input?.dense.length ?? 0);
  }

  /** Portable bytes that `EncoderDecoder.restoreDecoding` on any runtime goes on from with the same bits. */
  snapshot(): Uint8Array {
    this.#checkInUse();
    return writeDecoding(this.model.fingerprint, {
      steps: this.#encoding.steps,
      annotations: this.#encoding.annotations(),
      session: this.#session.snapshot(),
    });
  }

  /** Twice is once. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#session.dispose();
    this.#encoding.letGo();
  }

  #checkInUse(): void {
    if (this.#disposed) {
      throw new RivuletError("SESSION_DISPOSED", "expected a decoding in use, this one was disposed");
    }
  }
}
