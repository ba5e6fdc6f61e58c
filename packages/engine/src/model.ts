import { RivuletError } from "@rivulet/errors";
import { recurrentParts } from "./cell-traits.ts";
import type { ModelConfig, StepInput } from "./config.ts";
import { fingerprint } from "./fingerprint.ts";
import { ModelKernels, type ModelOptions } from "./model-kernels.ts";
import { readLayer } from "./read-layer.ts";
import type { SequenceOutputs } from "./sequence-outputs.ts";
import { Session } from "./session.ts";
import type { StoredWeights } from "./tensors.ts";
import { validateConfig } from "./validate-config.ts";
import { validateWeights } from "./weights.ts";
import { runForward, runLayers } from "./whole-sequence.ts";
import { checkWindowOptions, type WindowOptions } from "./windowed/window-options.ts";
import { WindowedSession } from "./windowed/windowed-session.ts";

export interface SessionOptions {
  /** Seed of the session's generator, 32 bits; default 0. */
  readonly seed?: number;
}

/** Weights and configuration in a memory of kernels of their own: immutable, shared by all its sessions. */
export class Model {
  readonly config: ModelConfig;
  readonly #weights: StoredWeights;
  readonly #kernels: ModelKernels;
  #fingerprint: string | undefined;

  private constructor(config: ModelConfig, weights: StoredWeights, options: ModelOptions) {
    this.config = config;
    this.#weights = weights;
    this.#kernels = new ModelKernels(config, weights, options);
  }

  /**
   * Configuration and weights are kept, not copied: they must not be changed afterwards.
   * @throws CONFIG_INVALID, WEIGHTS_INVALID, MEMORY_EXHAUSTED
   */
  static create(config: ModelConfig, weights: StoredWeights, options: ModelOptions = {}): Model {
    validateWeights(validateConfig(config), weights);
    return new Model(config, weights, options);
  }

  /** SHA-256 over configuration and weights, in hex: what a snapshot knows its model by. */
  get fingerprint(): string {
    this.#fingerprint ??= fingerprint(this.config, this.#weights);
    return this.#fingerprint;
  }

  /** Kernel memory of one session, in bytes. */
  get bytesPerSession(): number {
    return this.#kernels.plan.slotBytes;
  }

  /** Sessions that are not disposed. */
  get liveSessions(): number {
    return this.#kernels.liveSessions;
  }

  /** Whether events can be taken one at a time: no layer looks backward. */
  get streams(): boolean {
    return recurrentParts(this.config).every(({ direction }) => direction === "forward");
  }

  /** @throws MODEL_NOT_STREAMABLE, MEMORY_EXHAUSTED */
  createSession(options: SessionOptions = {}): Session {
    if (!this.streams) {
      throw new RivuletError(
        "MODEL_NOT_STREAMABLE",
        "expected a model whose layers all go forward, came one with a layer that goes backward",
      );
    }
    return new Session(this, this.#kernels, options.seed ?? 0);
  }

  /**
   * A live stream through a model of any layers, with a look-ahead of `window` steps: see `WindowedSession`.
   * @throws CONFIG_INVALID, MODEL_NOT_STREAMABLE for a many-to-one model, MEMORY_EXHAUSTED
   */
  createWindowedSession(options: WindowOptions): WindowedSession {
    if (this.config.shape === "many-to-one") {
      throw new RivuletError("MODEL_NOT_STREAMABLE", "expected an output a step, came a many-to-one model");
    }
    return new WindowedSession(this, this.#kernels, checkWindowOptions(options));
  }

  /**
   * A whole sequence from the initial state, of any model. Where no layer looks backward the bits are those of
   * `Session.step`, and kernel memory does not grow with the sequence; elsewhere each step takes `bytesPerSession`.
   * @throws INPUT_INVALID for a sequence of no steps or with an input that is not valid, MEMORY_EXHAUSTED
   */
  runSequence(inputs: readonly StepInput[]): SequenceOutputs {
    if (inputs.length === 0) {
      throw new RivuletError("INPUT_INVALID", "expected a sequence of one step at least, came none");
    }
    for (const input of inputs) this.#kernels.check(input);
    const sequence = { inputs, readLayer: readLayer(this.config) };
    return this.streams ? runForward(this.#kernels, sequence) : runLayers(this.#kernels, sequence);
  }

  /**
   * One step of each session, in one kernel call for up to 32 of them; the bits are those of `step`.
   * All sessions and inputs are looked at before any session moves.
   * @throws INPUT_INVALID, SESSION_FOREIGN, SESSION_DISPOSED; then every session is as it was.
   */
  stepMany(sessions: readonly Session[], inputs: readonly StepInput[]): void {
    Session.stepMany(this.#kernels, sessions, inputs);
  }
}
