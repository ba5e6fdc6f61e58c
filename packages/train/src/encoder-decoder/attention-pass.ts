import type { AttentionConfig, Weights } from "@rivulet/engine";
import { gateRows, padded } from "@rivulet/engine/training";
import type { Workspace } from "../network/kernels.ts";
import { LinearPass } from "../network/linear-pass.ts";
import { addSum } from "../network/outer-products.ts";
import type { StepGrid } from "../network/step-grid.ts";
import { allocateVectors, type Vectors } from "../network/vectors.ts";
import { positionAddresses } from "./source-positions.ts";

/** Numbers of the vectors that attention is between. */
export interface AttentionSizes {
  readonly annotation: number;
  /** s⟨t-1⟩ */
  readonly state: number;
}

/** The batch that attention looks at. */
export interface AttentionBatch {
  readonly source: StepGrid;
  readonly target: StepGrid;
  /** By job of the target the job of its source. */
  readonly jobs: readonly number[];
  /** a⟨t'⟩ by step of the source. */
  readonly annotations: Vectors;
  /** Addresses of s⟨t-1⟩ by step of the target. */
  readonly states: number;
}

/** What the forward pass leaves for the backward pass. */
interface Tape extends AttentionBatch {
  readonly keys: Vectors;
  readonly queries: Vectors;
  readonly weights: Vectors;
  readonly contexts: Vectors;
  /** By job of the target, arrays of addresses of its source's vectors. */
  readonly annotationsOf: readonly number[];
  readonly keysOf: readonly number[];
}

interface BackwardTape {
  readonly dAnnotations: Vectors;
  readonly dKeys: Vectors;
  readonly dQueries: Vectors;
  readonly dAnnotationsOf: readonly number[];
  readonly dKeysOf: readonly number[];
  readonly dContext: number;
  readonly dScores: number;
}

/** Attention over a whole batch, time by time of the target. */
export class AttentionPass {
  readonly #workspace: Workspace;
  readonly #isAdditive: boolean;
  readonly #sizes: AttentionSizes;
  readonly #rows: Int32Array;
  readonly #query: LinearPass | undefined;
  readonly #key: LinearPass | undefined;
  readonly #bias: number;
  readonly #score: number;
  readonly #dScore: number;
  #tape: Tape | undefined;
  #backwardTape: BackwardTape | undefined;

  constructor(workspace: Workspace, config: AttentionConfig, sizes: AttentionSizes) {
    this.#workspace = workspace;
    this.#sizes = sizes;
    this.#isAdditive = config.kind === "additive";
    this.#rows = gateRows(config.kind === "additive" ? config.size : sizes.state, [0]);
    if (config.kind !== "dot") this.#key = new LinearPass(workspace, this.#rows, sizes.annotation);
    if (config.kind === "additive") this.#query = new LinearPass(workspace, this.#rows, sizes.state);
    const vector = () => workspace.memory.allocateZeros(this.#rows.length * 4);
    [this.#bias, this.#score, this.#dScore] = [vector(), vector(), vector()];
  }

  load(weights: Weights): void {
    this.#key?.load(weights["attention.weightKey"].data);
    if (!this.#isAdditive) return;
    const { f32 } = this.#workspace.memory;
    this.#query?.load(weights["attention.weightQuery"].data);
    f32.set(weights["attention.bias"].data, this.#bias / 4);
    f32.set(weights["attention.weightScore"].data, this.#score / 4);
    f32.fill(0, this.#dScore / 4, this.#dScore / 4 + this.#rows.length);
  }

  /** Makes the keys of all sources, and room for `attend`. */
  open(batch: AttentionBatch): void {
    const { memory, kernels } = this.#workspace;
    const { source, target, jobs, annotations } = batch;
    const floats = this.#rows.length;
    let keys = annotations;
    if (this.#key) {
      keys = allocateVectors(memory, source.steps, floats);
      for (let n = 0; n < source.steps; n++) kernels.addVector(keys.base + n * keys.bytes, this.#bias, keys.bytes);
      this.#key.forward(
        { addresses: annotations.addresses, offset: 0 },
        { addresses: keys.addresses, offset: 0 },
        source.steps,
      );
    }
    this.#tape = {
      ...batch,
      keys,
      queries: allocateVectors(memory, target.steps, floats),
      weights: allocateVectors(memory, target.steps, Math.ceil(source.times / 4) * 4),
      contexts: allocateVectors(memory, target.steps, padded(this.#sizes.annotation)),
      annotationsOf: positionAddresses(memory, source, jobs, annotations),
      keysOf: positionAddresses(memory, source, jobs, keys),
    };
  }

  /** context⟨t⟩ of all jobs at time t, into x⟨t⟩ from number `column` on. */
  attend(t: number, inputs: Vectors, column: number): void {
    const { kernels, memory } = this.#workspace;
    const { source, target, jobs, states, queries, weights, contexts, annotationsOf, keysOf } = this.#tape as Tape;
    const [first, count, at] = [target.start[t], target.active[t], target.start[t] * 4];
    const query = { addresses: queries.addresses + at, offset: 0 };
    this.#query?.forward({ addresses: states + at, offset: 0 }, query, count);
    const scores = memory.allocate(weights.bytes);
    for (let job = 0; job < count; job++) {
      const n = first + job;
      const q = queries.base + n * queries.bytes;
      const { steps } = source.sequences[jobs[job]];
      if (this.#isAdditive) {
        kernels.additiveScores(scores, q, keysOf[job], 0, this.#score, queries.bytes, steps);
      } else {
        // A copy: behind the numbers of a state there may be others than zeros.
        const state = memory.i32[states / 4 + n] / 4;
        memory.f32.copyWithin(q / 4, state, state + this.#sizes.state);
        kernels.productScores(scores, q, keysOf[job], 0, queries.bytes, steps);
      }
      const alpha = weights.base + n * weights.bytes;
      const context = contexts.base + n * contexts.bytes;
      kernels.attentionWeights(alpha, scores, steps);
      kernels.weightedSum(context, alpha, annotationsOf[job], contexts.bytes, steps);
      const to = (inputs.base + n * inputs.bytes) / 4 + column;
      memory.f32.copyWithin(to, context / 4, context / 4 + this.#sizes.annotation);
    }
  }

  /** Makes room for `goBack`, which adds to `dAnnotations`. */
  openBackward(dAnnotations: Vectors): void {
    const { memory } = this.#workspace;
    const { source, target, jobs, weights, contexts } = this.#tape as Tape;
    const floats = this.#rows.length;
    const dKeys = this.#key ? allocateVectors(memory, source.steps, floats) : dAnnotations;
    this.#backwardTape = {
      dAnnotations,
      dKeys,
      dQueries: allocateVectors(memory, target.steps, floats),
      dAnnotationsOf: positionAddresses(memory, source, jobs, dAnnotations),
      dKeysOf: positionAddresses(memory, source, jobs, dKeys),
      dContext: memory.allocateZeros(contexts.bytes),
      dScores: memory.allocate(weights.bytes),
    };
  }

  /** From d loss / d x⟨t⟩ at time t to d loss / d s⟨t-1⟩, which it adds to the vectors behind `dStates`, by step. */
  goBack(t: number, dInputs: Vectors, column: number, dStates: number): void {
    const { kernels, memory } = this.#workspace;
    const { source, target, jobs, queries, weights, contexts, annotationsOf, keysOf } = this.#tape as Tape;
    const { dQueries, dAnnotationsOf, dKeysOf, dContext, dScores } = this.#backwardTape as BackwardTape;
    const [first, count, at] = [target.start[t], target.active[t], target.start[t] * 4];
    const bytes = queries.bytes;
    for (let job = 0; job < count; job++) {
      const n = first + job;
      const { steps } = source.sequences[jobs[job]];
      const from = (dInputs.base + n * dInputs.bytes) / 4 + column;
      memory.f32.copyWithin(dContext / 4, from, from + this.#sizes.annotation);
      kernels.attentionWeightsBackward(
        dScores,
        weights.base + n * weights.bytes,
        dContext,
        annotationsOf[job],
        dAnnotationsOf[job],
        contexts.bytes,
        steps,
      );
      const [q, dq] = [queries.base + n * bytes, dQueries.base + n * bytes];
      const [keys, dKeys] = [keysOf[job], dKeysOf[job]];
      if (this.#isAdditive) {
        kernels.additiveScoresBackward(dScores, q, keys, this.#score, dq, dKeys, this.#dScore, bytes, steps);
      } else {
        kernels.productScoresBackward(dScores, q, keys, dq, dKeys, bytes, steps);
        kernels.addVector(memory.i32[dStates / 4 + n], dq, bytes);
      }
    }
    const dQuery = { addresses: dQueries.addresses + at, offset: 0 };
    this.#query?.backward(dQuery, { addresses: dStates + at, offset: 0 }, count);
  }

  /** What the keys have to say to the annotations, and the gradients of the weights, once all times were gone back. */
  closeBackward(gradient: (name: string) => Float32Array): void {
    const { source, target, annotations, states } = this.#tape as Tape;
    const { dAnnotations, dKeys, dQueries } = this.#backwardTape as BackwardTape;
    const dKey = { addresses: dKeys.addresses, offset: 0 };
    if (this.#key) {
      this.#key.backward(dKey, { addresses: dAnnotations.addresses, offset: 0 }, source.steps);
      const x = { addresses: annotations.addresses, offset: 0 };
      this.#key.addGradient(dKey, x, source.steps, gradient("attention.weightKey"));
    }
    if (!this.#isAdditive) return;
    const dQuery = { addresses: dQueries.addresses, offset: 0 };
    const x = { addresses: states, offset: 0 };
    this.#query?.addGradient(dQuery, x, target.steps, gradient("attention.weightQuery"));
    addSum(this.#workspace, dKey, this.#rows, source.steps, gradient("attention.bias"));
    const score = gradient("attention.weightScore");
    const { f32 } = this.#workspace.memory;
    for (let i = 0; i < score.length; i++) score[i] += f32[this.#dScore / 4 + i];
  }
}
