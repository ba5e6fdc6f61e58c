import { RivuletError } from "@rivulet/errors";
import type { StepInput } from "../config.ts";
import type { Session } from "../session.ts";
import type { Decoding } from "./decoding.ts";
import { type DecodingContent, readDecoding, writeDecoding } from "./decoding-snapshot.ts";
import type { EncoderDecoder } from "./encoder-decoder.ts";
import type { Encoding } from "./encoding.ts";
import type { DecodeOptions, Source } from "./source.ts";

/** What a live encoder needs of its model. */
export interface LiveEncoderParts {
  readonly model: EncoderDecoder;
  readonly session: Session;
  readonly createEncoding: () => Encoding;
  /** Numbers of an annotation that is kept, 0 without attention. */
  readonly annotationSize: number;
  /** A decoding that starts from what the session came to. */
  readonly decode: (encoding: Encoding, options: DecodeOptions) => Decoding;
}

/**
 * A source that is read as it comes, one step an event; nothing is read again. A decoding may be started after any event;
 * with attention it sees the events that come after, too.
 */
export class LiveEncoder implements Source {
  readonly model: EncoderDecoder;
  readonly #parts: LiveEncoderParts;
  #encoding: Encoding;
  #disposed = false;

  /** For `EncoderDecoder.createEncoder`. */
  constructor(parts: LiveEncoderParts) {
    this.model = parts.model;
    this.#parts = parts;
    this.#encoding = parts.createEncoding();
  }

  /** Source steps read. */
  get steps(): number {
    return this.#encoding.steps;
  }

  /** One event in, one step. @throws INPUT_INVALID (the state is untouched), SESSION_DISPOSED */
  push(input: StepInput): void {
    const { session } = this.#parts;
    session.step(input);
    this.#encoding.append(session.hidden());
  }

  /** A whole sequence, to the bits of `push`. */
  pushAll(inputs: readonly StepInput[]): void {
    const { session } = this.#parts;
    session.run(inputs, () => this.#encoding.append(session.hidden()));
  }

  /** A target of the source so far. @throws INPUT_INVALID before the first event, SESSION_DISPOSED */
  decode(options: DecodeOptions = {}): Decoding {
    this.#checkInUse();
    if (this.steps === 0) throw new RivuletError("INPUT_INVALID", "expected a source of one step at least, came none");
    return this.#parts.decode(this.#encoding, options);
  }

  /** Portable bytes that `restore` on any runtime goes on from with the same bits. @throws SESSION_DISPOSED */
  snapshot(): Uint8Array {
    const { model, session } = this.#parts;
    const content: DecodingContent = {
      steps: this.#encoding.steps,
      annotations: this.#encoding.annotations(),
      session: session.snapshot(),
    };
    return writeDecoding(model.fingerprint, content);
  }

  /**
   * Decodings of what was read before go on with that.
   * @throws SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN, SNAPSHOT_VERSION (then it is as it was), SESSION_DISPOSED
   */
  restore(bytes: Uint8Array): void {
    const { model, session, annotationSize } = this.#parts;
    const content = readDecoding(model.fingerprint, bytes, annotationSize);
    session.restore(content.session);
    this.#begin().fill(content.steps, content.annotations);
  }

  /** Back to the start, for the next source. Decodings of this one go on with it. @throws SESSION_DISPOSED */
  reset(): void {
    this.#parts.session.reset();
    this.#begin();
  }

  /** Twice is once. Decodings go on: the encoding is given up with the last of them. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#parts.session.dispose();
    this.#encoding.letGo();
  }

  #begin(): Encoding {
    this.#encoding.letGo();
    this.#encoding = this.#parts.createEncoding();
    return this.#encoding;
  }

  #checkInUse(): void {
    if (this.#disposed) {
      throw new RivuletError("SESSION_DISPOSED", "expected an encoder in use, this one was disposed");
    }
  }
}
