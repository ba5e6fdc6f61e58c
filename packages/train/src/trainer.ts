import { type ModelConfig, validateConfig, type Weights } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { type CheckpointContent, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import type { GradientPool, GradientPoolFactory, ShardJob, ShardResult, SharedArrays } from "./gradient-pool.ts";
import type { EpochRecord, History, UpdateRecord } from "./history.ts";
import { initialise } from "./initialise.ts";
import { localPool } from "./local-pool.ts";
import { Adam } from "./optimizers/adam.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import { Sgd } from "./optimizers/sgd.ts";
import { ParameterLayout } from "./parameters.ts";
import { scheduleFactor } from "./schedule.ts";
import { countTargets, type Sequence } from "./sequence.ts";
import { splitBatch } from "./split-batch.ts";
import { type TrainingOptions, validateTrainingOptions } from "./training-options.ts";

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
  /** Milliseconds now, for the seconds in the records. */
  readonly now?: () => number;
}

/** Trains one model: batches in, gradients from the pool, clipped, applied; the best epoch by dev score is kept. */
export class Trainer {
  readonly config: ModelConfig;
  readonly options: TrainingOptions;
  readonly history: History = { updates: [], epochs: [] };
  readonly #layout: ParameterLayout;
  readonly #arrays: SharedArrays;
  readonly #optimizer: Optimizer;
  readonly #pool: GradientPool;
  #best: Float32Array;
  #update = 0;

  /** Errors: CONFIG_INVALID, TRAINING_CONFIG_INVALID. */
  constructor(config: ModelConfig, options: TrainingOptions, pool: GradientPoolFactory = localPool) {
    validateConfig(config);
    validateTrainingOptions(options);
    this.config = config;
    this.options = options;
    this.#layout = new ParameterLayout(config);
    const { length } = this.#layout;
    this.#arrays = {
      parameters: sharedFloats(length),
      gradients: Array.from({ length: options.shards }, () => sharedFloats(length)),
    };
    this.#optimizer =
      options.optimizer.kind === "adam" ? new Adam(options.optimizer, length) : new Sgd(options.optimizer, length);
    this.#pool = pool(config, this.#arrays);
    initialise(config, this.#layout, this.#arrays.parameters, options.seed);
    this.#best = this.#arrays.parameters.slice();
  }

  /** The weights as they are now: views, changed by the next update. */
  get weights(): Weights {
    return this.#layout.weights(this.#arrays.parameters);
  }

  /** The weights of the best epoch so far. */
  get bestWeights(): Weights {
    return this.#layout.weights(this.#best);
  }

  /** Runs to the last epoch (or until the dev score stops getting better), from where a checkpoint left off. */
  async run(source: BatchSource, evaluate: (weights: Weights) => Evaluation, hooks: TrainerHooks = {}): Promise<void> {
    const { epochs } = this.options;
    const now = hooks.now ?? (() => 0);
    const total = source.batches(0).length * epochs;
    for (let epoch = this.history.epochs.length; epoch < epochs && !this.#stalled(); epoch++) {
      const started = now();
      const first = this.history.updates.length;
      const batches = source.batches(epoch);
      for (const batch of batches) {
        const record = await this.#step(batch, epoch, total);
        this.history.updates.push(record);
        hooks.onUpdate?.(record, batches.length);
      }
      const updates = this.history.updates.slice(first);
      const mean = (of: (record: UpdateRecord) => number) =>
        updates.reduce((sum, record) => sum + of(record), 0) / updates.length;
      const { score, figures } = evaluate(this.weights);
      const best = this.history.epochs.every((earlier) => score > earlier.score);
      const seconds = (now() - started) / 1000;
      const record = { epoch, loss: mean((u) => u.loss), accuracy: mean((u) => u.accuracy), score, figures, seconds };
      this.history.epochs.push(record);
      if (best) this.#best = this.#arrays.parameters.slice();
      await hooks.onEpoch?.(record, best);
    }
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** Everything that the training is, at the end of an epoch: `resume` goes on with the same bits. */
  checkpoint(): Uint8Array {
    return writeCheckpoint({
      config: this.config,
      options: this.options,
      update: this.#update,
      history: this.history,
      arrays: [this.#arrays.parameters, this.#best, ...this.#optimizer.moments],
    });
  }

  /** Takes up a checkpoint of the same configuration and options. Errors: CHECKPOINT_INVALID. */
  resume(bytes: Uint8Array): void {
    const content: CheckpointContent = readCheckpoint(bytes);
    for (const key of ["config", "options"] as const) {
      const [expected, came] = [JSON.stringify(this[key]), JSON.stringify(content[key])];
      if (expected !== came)
        throw new RivuletError("CHECKPOINT_INVALID", `expected the ${key} ${expected}, came ${came}`);
    }
    const targets = [this.#arrays.parameters, this.#best, ...this.#optimizer.moments];
    const fits =
      content.arrays.length === targets.length &&
      content.arrays.every((array, i) => array.length === targets[i].length);
    if (!fits)
      throw new RivuletError(
        "CHECKPOINT_INVALID",
        `expected ${targets.length} arrays of ${this.#layout.length} numbers, came others`,
      );
    targets.forEach((target, i) => {
      target.set(content.arrays[i]);
    });
    this.#update = content.update;
    replaceAll(this.history.updates, content.history.updates);
    replaceAll(this.history.epochs, content.history.epochs);
  }

  async #step(batch: readonly Sequence[], epoch: number, total: number): Promise<UpdateRecord> {
    const { options } = this;
    const update = ++this.#update;
    const targets = Math.max(1, countTargets(batch));
    const pass = {
      inputDropout: options.inputDropout,
      outputDropout: options.outputDropout,
      labelSmoothing: options.labelSmoothing,
      headWeights: options.headWeights,
      // The loss of a batch is the sum over heads of the mean over their targets.
      scale: this.config.heads.length / targets,
    };
    const jobs = splitBatch(batch, options.shards).map(
      (sequences, shard): ShardJob => ({ sequences, options: pass, seed: mixSeed(options.seed, update, shard) }),
    );
    const results = await this.#pool.compute(jobs);
    let loss = 0;
    let correct = 0;
    for (const head of results.flatMap((result) => result.heads)) {
      loss += head.loss;
      correct += head.correct;
    }
    this.#assertFinite("loss", loss);
    const rate = options.rate * scheduleFactor(options.schedule, update, total);
    const gradientNorm = this.#apply(results, rate);
    return { update, epoch, loss: loss / targets, accuracy: correct / targets, gradientNorm, rate };
  }

  /** Adds up the shards' gradients, clips, moves the parameters and leaves zeros; returns the norm before clipping. */
  #apply(results: readonly ShardResult[], rate: number): number {
    const { parameters, gradients } = this.#arrays;
    const ranges: { offset: number; length: number; rate: number }[] = [];
    const rows = new Map<number, number>();
    for (const { touched } of results) for (let i = 0; i < touched.length; i += 2) rows.set(touched[i], touched[i + 1]);
    for (const [offset, length] of rows) ranges.push({ offset, length, rate: rate * this.options.embeddingRate });
    for (const place of this.#layout.places)
      if (place.sparseRow === 0) ranges.push({ offset: place.offset, length: place.length, rate });

    const [sum, ...others] = gradients;
    let squares = 0;
    for (const { offset, length } of ranges) {
      for (const other of others) {
        for (let i = offset; i < offset + length; i++) sum[i] += other[i];
        other.fill(0, offset, offset + length);
      }
      for (let i = offset; i < offset + length; i++) squares += sum[i] * sum[i];
    }
    const norm = Math.sqrt(squares);
    this.#assertFinite("gradient norm", norm);
    const scale = norm > this.options.clipNorm ? this.options.clipNorm / norm : 1;
    for (const { offset, length, rate: rangeRate } of ranges) {
      this.#optimizer.apply(parameters, sum, offset, length, { update: this.#update, rate: rangeRate, scale });
      sum.fill(0, offset, offset + length);
    }
    return norm;
  }

  #assertFinite(name: string, value: number): void {
    if (Number.isFinite(value)) return;
    const expected = `expected a finite ${name} at update ${this.#update}, came ${value}`;
    throw new RivuletError("LOSS_NOT_FINITE", `${expected}: lower the rate or clip more`);
  }

  /** Whether the dev score has not become better for `patience` epochs. */
  #stalled(): boolean {
    const { epochs } = this.history;
    const best = epochs.reduce((top, record) => (record.score > epochs[top].score ? record.epoch : top), 0);
    return this.options.patience > 0 && epochs.length - 1 - best >= this.options.patience;
  }
}

/** A long training has more updates than a call can take arguments. */
function replaceAll<T>(items: T[], by: readonly T[]): void {
  items.length = 0;
  for (const item of by) items.push(item);
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
