import { RivuletError } from "@rivulet/errors";
import { recurrentParts } from "./cell-traits.ts";
import type { ModelConfig, StepInput } from "./config.ts";
import { fingerprint } from "./fingerprint.ts";
import { lendKernels } from "./kernels-of.ts";
import { ModelKernels, type ModelOptions } from "./model-kernels.ts";
import { Session } from "./session.ts";
import type { StoredWeights } from "./tensors.ts";
import { validateConfig } from "./validate-config.ts";
import { validateWeights, weightShapes } from "./weights.ts";

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
    lendKernels(this, this.#kernels);
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
    this.#fingerprint ??= fingerprint(this.config, this.#weights, weightShapes(this.config).keys());
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

  /** Whether events can be taken one at a time: no layer looks backward, and no output waits for the end. */
  get streams(): boolean {
    const { outputOrder } = this.config;
    return outputOrder !== "reversed" && recurrentParts(this.config).every(({ direction }) => direction === "forward");
  }

  /** @throws MODEL_NOT_STREAMABLE, MEMORY_EXHAUSTED */
  createSession(options: SessionOptions = {}): Session {
    if (!this.streams) {
      throw new RivuletError(
        "MODEL_NOT_STREAMABLE",
        "expected a model whose layers and outputs all go forward, came one that goes backward",
      );
    }
    return new Session(this, this.#kernels, options.seed ?? 0);
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
