import type { MatrixRecord } from "../kernels/matrix-record.ts";
import { padded } from "../kernels/panels.ts";
import { Slab } from "../kernels/slab.ts";
import { dequantize, type StoredWeights } from "../tensors.ts";
import type { AttentionConfig, EncoderDecoderConfig } from "./encoder-decoder-config.ts";
import { annotationSize, querySize } from "./encoder-decoder-parts.ts";
import type { SourceWorkspace } from "./source-workspace.ts";

/** Attention in kernel memory: the annotations of all sources, each with its key, which is made once, and the step over them. */
export class Attention {
  /** Numbers of an annotation and of the context. */
  readonly size: number;
  readonly #kind: AttentionConfig["kind"];
  readonly #workspace: SourceWorkspace;
  /** A slot a source position: a⟨t'⟩, then its key W_a a⟨t'⟩ + b where that is another vector. */
  readonly #slab: Slab;
  readonly #valueBytes: number;
  readonly #keyBytes: number;
  readonly #keyOffset: number;
  readonly #weightKey: MatrixRecord | undefined;
  readonly #bias: Float32Array | undefined;
  readonly #weightQuery: MatrixRecord | undefined;
  readonly #weightScore: number;
  readonly #state: number;
  readonly #query: number;
  readonly #context: number;
  /** Addresses of the positions, scores and weights of one step, for up to `#capacity` positions. */
  #capacity = 0;
  #positions = 0;
  #scores = 0;
  #weights = 0;

  constructor(config: EncoderDecoderConfig, kind: AttentionConfig, weights: StoredWeights, workspace: SourceWorkspace) {
    this.#kind = kind.kind;
    this.#workspace = workspace;
    this.size = annotationSize(config);
    const state = querySize(config);
    const key = kind.kind === "additive" ? kind.size : state;
    this.#valueBytes = padded(this.size) * 4;
    this.#keyBytes = padded(key) * 4;
    this.#keyOffset = kind.kind === "dot" ? 0 : this.#valueBytes;
    const matrix = (name: string) => (weights[name] ? workspace.matrix(weights[name]) : undefined);
    this.#weightKey = matrix("attention.weightKey");
    this.#weightQuery = matrix("attention.weightQuery");
    this.#bias = weights["attention.bias"] && dequantize(weights["attention.bias"]).data;
    const score = weights["attention.weightScore"];
    this.#weightScore = workspace.vector(key, score && dequantize(score).data);
    this.#state = workspace.vector(state);
    this.#query = workspace.vector(key);
    this.#context = workspace.vector(this.size);
    this.#slab = new Slab(workspace.memory, this.#keyOffset + this.#keyBytes);
  }

  /** Keeps an annotation and makes its key; gives its slot, which `attend` takes and `release` gives back. */
  keep(annotation: Float32Array): number {
    const workspace = this.#workspace;
    const slot = this.#slab.take();
    workspace.memory.f32.set(annotation, slot / 4);
    if (this.#weightKey) {
      const key = slot + this.#keyOffset;
      if (this.#bias) workspace.memory.f32.set(this.#bias, key / 4);
      workspace.multiply(this.#weightKey, slot, key);
    }
    return slot;
  }

  release(slot: number): void {
    this.#slab.release(slot);
  }

  /** The annotation that a slot holds: a view until the memory grows. */
  annotation(slot: number): Float32Array {
    return this.#workspace.view(slot, this.size);
  }

  /** context⟨t⟩ of s⟨t-1⟩ over the annotations in `slots`; `weights`, as long as these, takes α⟨t,t'⟩. */
  attend(slots: readonly number[], state: Float32Array, context: Float32Array, weights: Float32Array): void {
    const workspace = this.#workspace;
    const { kernels, memory } = workspace;
    const count = slots.length;
    this.#reserve(count);
    for (let i = 0; i < count; i++) memory.i32[this.#positions / 4 + i] = slots[i];
    memory.f32.set(state, this.#state / 4);
    let query = this.#state;
    if (this.#weightQuery) {
      query = this.#query;
      memory.f32.fill(0, query / 4, (query + this.#keyBytes) / 4);
      workspace.multiply(this.#weightQuery, this.#state, query);
    }
    const [positions, scores] = [this.#positions, this.#scores];
    if (this.#kind === "additive") {
      kernels.additiveScores(scores, query, positions, this.#keyOffset, this.#weightScore, this.#keyBytes, count);
    } else {
      kernels.productScores(scores, query, positions, this.#keyOffset, this.#keyBytes, count);
    }
    kernels.attentionWeights(this.#weights, scores, count);
    kernels.weightedSum(this.#context, this.#weights, positions, this.#valueBytes, count);
    workspace.read(this.#context, context);
    workspace.read(this.#weights, weights);
  }

  /** The room that is outgrown stays behind: with doubling, less in all than the room in use. */
  #reserve(count: number): void {
    if (count <= this.#capacity) return;
    const { memory } = this.#workspace;
    this.#capacity = Math.max(64, 2 ** Math.ceil(Math.log2(count)));
    this.#positions = memory.allocate(this.#capacity * 4);
    this.#scores = memory.allocate(this.#capacity * 4);
    this.#weights = memory.allocate(this.#capacity * 4);
  }
}
