import { RivuletError } from "@rivulet/errors";
import { outputSize, stateSizes } from "../cell-traits.ts";
import type { StepInput } from "../config.ts";
import { fingerprint } from "../fingerprint.ts";
import { Model } from "../model.ts";
import { defaultKernels, type ModelOptions } from "../model-kernels.ts";
import { runSequence } from "../run-sequence.ts";
import type { SequenceOutputs } from "../sequence-outputs.ts";
import type { Session } from "../session.ts";
import type { StoredWeights } from "../tensors.ts";
import { Attention } from "./attention.ts";
import { Bridge } from "./bridge.ts";
import { Decoding } from "./decoding.ts";
import { readDecoding } from "./decoding-snapshot.ts";
import type { EncoderDecoderConfig } from "./encoder-decoder-config.ts";
import { decoderConfig, encoderConfig, forwardLayers, queryLayer } from "./encoder-decoder-parts.ts";
import { encoderDecoderShapes, partWeights, validateAnyWeights } from "./encoder-decoder-weights.ts";
import { Encoding } from "./encoding.ts";
import { LiveEncoder } from "./live-encoder.ts";
import type { DecodeOptions, Source } from "./source.ts";
import { SourceWorkspace } from "./source-workspace.ts";
import { validateEncoderDecoder } from "./validate-encoder-decoder.ts";

/** Two models and what lies between them: immutable, shared by all its encodings and decodings. */
export class EncoderDecoder {
  readonly config: EncoderDecoderConfig;
  readonly #weights: StoredWeights;
  readonly #encoder: Model;
  readonly #decoder: Model;
  readonly #attention: Attention | undefined;
  readonly #bridge: Bridge | undefined;
  /** Which of a decoder session's states is s⟨t-1⟩. */
  readonly #query: number;
  #fingerprint: string | undefined;

  private constructor(config: EncoderDecoderConfig, weights: StoredWeights, options: ModelOptions) {
    this.config = config;
    this.#weights = weights;
    this.#encoder = Model.create(encoderConfig(config), partWeights(weights, "encoder."), options);
    this.#decoder = Model.create(decoderConfig(config), partWeights(weights, "decoder."), options);
    const workspace = new SourceWorkspace(options.kernels ?? defaultKernels());
    this.#attention = config.attention && new Attention(config, config.attention, weights, workspace);
    this.#bridge = config.bridge === "dense" ? new Bridge(config, weights, workspace) : undefined;
    const below = forwardLayers(config.decoder).filter(({ index }) => index < queryLayer(config));
    this.#query = below.reduce((count, { layer }) => count + stateSizes(layer).length, 0);
  }

  /**
   * Configuration and weights are kept, not copied: they must not be changed afterwards.
   * @throws CONFIG_INVALID, WEIGHTS_INVALID, MEMORY_EXHAUSTED
   */
  static create(config: EncoderDecoderConfig, weights: StoredWeights, options: ModelOptions = {}): EncoderDecoder {
    validateAnyWeights(validateEncoderDecoder(config), weights);
    return new EncoderDecoder(config, weights, options);
  }

  /** SHA-256 over configuration and weights, in hex: what a snapshot knows its model by. */
  get fingerprint(): string {
    this.#fingerprint ??= fingerprint(this.config, this.#weights, encoderDecoderShapes(this.config).keys());
    return this.#fingerprint;
  }

  /** Kernel memory, in bytes, of one live encoder and one decoding, beside what is kept of the source for attention. */
  get bytesPerSession(): number {
    return this.#encoder.bytesPerSession + this.#decoder.bytesPerSession;
  }

  /** Whether the source can be read as it comes: no layer of the encoder looks backward. */
  get streams(): boolean {
    return this.#encoder.streams;
  }

  /** A source of one step at least, read as a whole. @throws INPUT_INVALID, MEMORY_EXHAUSTED */
  encode(inputs: readonly StepInput[]): Source {
    if (inputs.length === 0) {
      throw new RivuletError("INPUT_INVALID", "expected a source of one step at least, came none");
    }
    if (this.streams) {
      const encoder = this.createEncoder();
      encoder.pushAll(inputs);
      return encoder;
    }
    const outputs = runSequence(this.#encoder, inputs);
    const annotations = outputs.hidden();
    const size = annotations.length / outputs.steps;
    const encoding = new Encoding(this.#attention);
    for (let t = 0; t < outputs.steps; t++) encoding.append(annotations.subarray(t * size, (t + 1) * size));
    const read = this.#read(outputs);
    let disposed = false;
    return {
      steps: outputs.steps,
      decode: (options = {}) => this.#decode(encoding, read, options),
      dispose() {
        if (!disposed) encoding.letGo();
        disposed = true;
      },
    };
  }

  /** A source that is read one event at a time. @throws MODEL_NOT_STREAMABLE, MEMORY_EXHAUSTED */
  createEncoder(): LiveEncoder {
    const session = this.#encoder.createSession();
    return new LiveEncoder({
      model: this,
      session,
      createEncoding: () => new Encoding(this.#attention),
      annotationSize: this.#attention?.size ?? 0,
      decode: (encoding, options) => this.#decode(encoding, session, options),
    });
  }

  /**
   * Goes on where `Decoding.snapshot` was taken, over an encoding of its own.
   * @throws SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN, SNAPSHOT_VERSION, MEMORY_EXHAUSTED
   */
  restoreDecoding(bytes: Uint8Array): Decoding {
    const { steps, annotations, session: state } = readDecoding(this.fingerprint, bytes, this.#attention?.size ?? 0);
    const session = this.#decoder.createSession();
    try {
      session.restore(state);
    } catch (error) {
      session.dispose();
      throw error;
    }
    const encoding = new Encoding(this.#attention);
    encoding.fill(steps, annotations);
    const decoding = this.#decoding(encoding, session);
    encoding.letGo();
    return decoding;
  }

  /** `from`: the encoder's session, or what was read of a sequence for a dense bridge. */
  #decode(encoding: Encoding, from: Session | Float32Array, options: DecodeOptions): Decoding {
    const read = from instanceof Float32Array ? from : from.hidden();
    const states = this.#bridge?.states(read) ?? (from as Session).states;
    const session = this.#decoder.createSession(options);
    session.start(states);
    return this.#decoding(encoding, session);
  }

  #decoding(encoding: Encoding, session: Session): Decoding {
    return new Decoding(this, encoding, session, this.#query, this.#attention?.size ?? 0);
  }

  /** The last annotation; of what goes backward the first, which is its own last. */
  #read(outputs: SequenceOutputs): Float32Array {
    const annotations = outputs.hidden();
    const size = annotations.length / outputs.steps;
    const read = annotations.slice(-size);
    const top = this.config.encoder.layers[this.config.encoder.layers.length - 1];
    if (top.cell === "bidirectional") {
      const forward = outputSize(top.forward);
      read.set(annotations.subarray(forward, size), forward);
    } else if (top.cell !== "dense" && top.direction === "backward") {
      read.set(annotations.subarray(0, size));
    }
    return read;
  }
}
