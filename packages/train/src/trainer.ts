import { type AnyModelConfig, validateAnyConfig, type Weights } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { applyGradients } from "./apply-gradients.ts";
import { checkTraining } from "./check-training.ts";
import type { GradientPool, GradientPoolFactory, ShardJob, SharedArrays } from "./gradient-pool.ts";
import { headedConfig } from "./headed-config.ts";
import type { EpochRecord, History, UpdateRecord } from "./history.ts";
import { initialise } from "./initialise.ts";
import { localPool } from "./local-pool.ts";
import { accuracyOf } from "./losses/accuracy.ts";
import type { LossOptions } from "./losses/loss-options.ts";
import type { StreamState } from "./network/carried-states.ts";
import { Adam } from "./optimizers/adam.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import { Sgd } from "./optimizers/sgd.ts";
import { ParameterLayout } from "./parameters.ts";
import { scheduleFactor } from "./schedule.ts";
import type { Sequence } from "./sequence.ts";
import { cutSpan, spanCount } from "./spans.ts";
import { splitBatch } from "./split-batch.ts";
import { Targets } from "./targets.ts";
import type { TrainingOptions } from "./training-options.ts";
import { TrainingState } from "./training-state.ts";

/** Where the batches come from: the same epoch number gives the same batches. */
export interface BatchSource {
  batches(epoch: number): readonly (readonly Sequence[])[];
}

/** What the dev data say of the weights so far. */
export interface Evaluation {
  readonly score: number;
  readonly figures: Readonly<Record<string, number>>;
}

export interface TrainerHooks {
  /** After each update. */
  readonly onUpdate?: (record: UpdateRecord, updatesOfEpoch: number) => void;
  /** After each epoch, with what `checkpoint()` now gives being of that epoch's end. */
  readonly onEpoch?: (record: EpochRecord, best: boolean) => void | Promise<void>;
  /** Where a loss or gradient is not finite, before the trainer goes back: `history` still holds what led there. */
  readonly onDivergence?: (history: History) => void | Promise<void>;
  /** Milliseconds now, for the seconds in the records. */
  readonly now?: () => number;
}

/** Trains one model: batches in, gradients from the pool, clipped, applied; the best epoch by dev score is kept. */
export class Trainer {
  readonly config: AnyModelConfig;
  readonly options: TrainingOptions;
  readonly #layout: ParameterLayout;
  readonly #arrays: SharedArrays;
  readonly #optimizer: Optimizer;
  readonly #pool: GradientPool;
  readonly #losses: readonly LossOptions[];
  readonly #targets: Targets;
  readonly #best: Float32Array;
  readonly #state: TrainingState;

  /** Errors: CONFIG_INVALID, TRAINING_CONFIG_INVALID. */
  constructor(config: AnyModelConfig, options: TrainingOptions, pool: GradientPoolFactory = localPool) {
    validateAnyConfig(config);
    this.#losses = checkTraining(config, options);
    this.#targets = new Targets(headedConfig(config), this.#losses);
    this.config = config;
    this.options = options;
    const sampled = this.#losses.flatMap(({ kind }, h) => (kind === "sampled" ? [h] : []));
    this.#layout = new ParameterLayout(config, sampled);
    const { length } = this.#layout;
    this.#arrays = {
      parameters: sharedFloats(length),
      gradients: Array.from({ length: options.shards }, () => sharedFloats(length)),
    };
    this.#optimizer =
      options.optimizer.kind === "adam" ? new Adam(options.optimizer, length) : new Sgd(options.optimizer, length);
    this.#pool = pool(config, this.#arrays);
    initialise(config, this.#layout, this.#arrays.parameters, options.seed, options.chrono);
    this.#best = this.#arrays.parameters.slice();
    const arrays = [this.#arrays.parameters, this.#best, ...this.#optimizer.moments];
    this.#state = new TrainingState(config, options, arrays);
  }

  get history(): History {
    return this.#state.history;
  }

  /** The weights as they are now: views, changed by the next update. */
  get weights(): Weights {
    return this.#layout.weights(this.#arrays.parameters);
  }

  /** The weights of the best epoch so far: views, changed by the next better epoch. */
  get bestWeights(): Weights {
    return this.#layout.weights(this.#best);
  }

  /**
   * Runs to the last epoch (or until the dev score stops getting better), from where a checkpoint left off. Errors:
   * TARGET_INVALID; LOSS_NOT_FINITE names the update, and the trainer stands again as at the end of the last epoch (or as
   * it began, or as it was resumed): its weights, its checkpoint and its history are those.
   */
  async run(source: BatchSource, evaluate: (weights: Weights) => Evaluation, hooks: TrainerHooks = {}): Promise<void> {
    const { epochs } = this.options;
    const total = this.#updatesOf(source.batches(0)) * epochs;
    try {
      for (let epoch = this.history.epochs.length; epoch < epochs && !this.#stalled(); epoch++) {
        await this.#epoch(epoch, source.batches(epoch), total, evaluate, hooks);
      }
    } catch (error) {
      if (error instanceof RivuletError && error.code === "LOSS_NOT_FINITE") {
        await hooks.onDivergence?.(this.history);
        this.#state.goBack();
        for (const gradient of this.#arrays.gradients) gradient.fill(0);
      }
      throw error;
    }
  }

  async #epoch(
    epoch: number,
    batches: readonly (readonly Sequence[])[],
    total: number,
    evaluate: (weights: Weights) => Evaluation,
    hooks: TrainerHooks,
  ): Promise<void> {
    const now = hooks.now ?? (() => 0);
    const started = now();
    const updatesOfEpoch = this.#updatesOf(batches);
    const updates = this.history.updates.filter((record) => record.epoch === epoch);
    let done = updates.length; // some, where a checkpoint was taken within the epoch
    for (const batch of batches) {
      const spans = spanCount(batch, this.options.truncate);
      for (let span = 0; span < spans; span++) {
        if (done-- > 0) continue;
        const record = await this.#step(batch, span, epoch, total);
        if (span === spans - 1) this.#state.carried = [];
        updates.push(record);
        this.history.updates.push(record);
        hooks.onUpdate?.(record, updatesOfEpoch);
      }
    }
    this.#assertFinite(
      "sum of the weights",
      this.#arrays.parameters.reduce((sum, value) => sum + value, 0),
    );
    const mean = (of: (record: UpdateRecord) => number) =>
      updates.reduce((sum, record) => sum + of(record), 0) / updates.length;
    const accuracy = updates[0]?.accuracy !== undefined && { accuracy: mean((u) => u.accuracy ?? 0) };
    const { score, figures } = evaluate(this.weights);
    const best = this.history.epochs.every((earlier) => score > earlier.score);
    const seconds = (now() - started) / 1000;
    const record = { epoch, loss: mean((u) => u.loss), ...accuracy, score, figures, seconds };
    this.history.epochs.push(record);
    if (best) this.#best.set(this.#arrays.parameters);
    this.#state.keep();
    await hooks.onEpoch?.(record, best);
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** Everything that the training is, at the end of an epoch or between two updates: `resume` goes on with the same bits. */
  checkpoint(): Uint8Array {
    return this.#state.checkpoint();
  }

  /** Takes up a checkpoint of the same configuration and options. Errors: CHECKPOINT_INVALID. */
  resume(bytes: Uint8Array): void {
    this.#state.resume(bytes);
  }

  async #step(batch: readonly Sequence[], span: number, epoch: number, total: number): Promise<UpdateRecord> {
    const { options } = this;
    const { truncate = Number.POSITIVE_INFINITY } = options;
    const from = span === 0 ? 0 : span * truncate;
    const streams = batch.flatMap((sequence, stream) => {
      if (sequence.steps <= from) return [];
      const part = cutSpan(sequence, from, from + truncate);
      return [{ stream, sequence: part, steps: part.steps + (part.source?.steps ?? 0) }];
    });
    const targets = Math.max(1, this.#targets.count(streams.map(({ sequence }) => sequence)));
    const update = ++this.#state.update;
    const pass = {
      inputDropout: options.inputDropout,
      outputDropout: options.outputDropout,
      losses: this.#losses,
      headWeights: options.headWeights,
      // The loss of a batch is the sum over heads of the mean over their targets.
      scale: headedConfig(this.config).heads.length / targets,
    };
    const shards = splitBatch(streams, options.shards);
    const jobs = shards.map(
      (shard, s): ShardJob => ({
        sequences: shard.map(({ sequence }) => sequence),
        ...(span > 0 && { states: shard.map(({ stream }) => this.#state.carried[stream]) }),
        carry: options.truncate !== undefined,
        options: pass,
        seed: mixSeed(options.seed, update, s),
      }),
    );
    const results = await this.#pool.compute(jobs);
    const heads = results.map((result) => result.heads);
    const loss = heads.flat().reduce((sum, head) => sum + head.loss, 0);
    const accuracy = accuracyOf(this.#losses, heads);
    this.#assertFinite("loss", loss);
    const rate = options.rate * scheduleFactor(options.schedule, update, total);
    const settings = { layout: this.#layout, optimizer: this.#optimizer, options, update, rate };
    const gradientNorm = applyGradients(this.#arrays, results, settings);
    this.#assertFinite("gradient norm", gradientNorm);
    const carried = batch.map((): StreamState => new Float32Array());
    results.forEach(({ states }, s) => {
      states.forEach((state, i) => {
        carried[shards[s][i].stream] = state;
      });
    });
    this.#state.carried = carried;
    return { update, epoch, loss: loss / targets, ...(accuracy !== undefined && { accuracy }), gradientNorm, rate };
  }

  #updatesOf(batches: readonly (readonly Sequence[])[]): number {
    return batches.reduce((sum, batch) => sum + spanCount(batch, this.options.truncate), 0);
  }

  #assertFinite(name: string, value: number): void {
    if (Number.isFinite(value)) return;
    throw new RivuletError(
      "LOSS_NOT_FINITE",
      `expected a finite ${name} at update ${this.#state.update}, came ${value}: lower the rate or clip more; the training is back at ${this.#state.good}`,
    );
  }

  /** Whether the dev score has not become better for `patience` epochs. */
  #stalled(): boolean {
    const { epochs } = this.history;
    const best = epochs.reduce((top, record) => (record.score > epochs[top].score ? record.epoch : top), 0);
    return this.options.patience > 0 && epochs.length - 1 - best >= this.options.patience;
  }
}

/** Floats that threads can share, or plain ones where the platform has no shared memory. */
function sharedFloats(length: number): Float32Array {
  return typeof SharedArrayBuffer === "undefined"
    ? new Float32Array(length)
    : new Float32Array(new SharedArrayBuffer(length * 4));
}

/** One seed from three numbers, so that a resumed training draws what an uninterrupted one does. */
function mixSeed(seed: number, update: number, shard: number): number {
  return (Math.imul(seed, 0x9e3779b1) ^ Math.imul(update, 0x85ebca6b) ^ Math.imul(shard + 1, 0xc2b2ae35)) >>> 0;
}
