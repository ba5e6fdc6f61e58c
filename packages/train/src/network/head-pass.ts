import type { HeadConfig, Random, Weights } from "@rivulet/engine";
import { gateRows, packPanels, packTransposedPanels, padded } from "@rivulet/engine/training";
import type { BatchLoss, HeadBatch, HeadLoss, Loss } from "../losses/loss.ts";
import { targetOf } from "../sequence.ts";
import type { Workspace } from "./kernels.ts";
import { addSum, addTransposed, outerProducts, type VectorSource } from "./outer-products.ts";
import type { StepGrid } from "./step-grid.ts";
import { allocateVectors, type Vectors } from "./vectors.ts";

/** Bias of padding rows, far below every logit. */
const PAD_LOGIT = -1e30;

/** How a head is trained on a batch. */
export interface HeadTraining {
  readonly loss: Loss;
  /** Factor of the loss. */
  readonly scale: number;
  /** For what the loss draws. */
  readonly random: Random;
}

/** What the forward pass leaves for the backward pass. */
interface Tape {
  /** d loss / d logits. */
  readonly logits: Vectors;
  readonly weightTransposed: number;
  /** Class of each row of the logits, −1 for padding. */
  readonly map: Int32Array;
  readonly classes: Int32Array | undefined;
}

/** A head over a whole batch: logits, loss and the gradients. Knows no loss from another. */
export class HeadPass {
  readonly #workspace: Workspace;
  readonly #config: HeadConfig;
  readonly #index: number;
  readonly #columns: number;
  readonly #all: Int32Array;
  #tape: Tape | undefined;

  /** `columns`: numbers that the head sees. */
  constructor(workspace: Workspace, config: HeadConfig, index: number, columns: number) {
    this.#workspace = workspace;
    this.#config = config;
    this.#index = index;
    this.#columns = columns;
    this.#all = gateRows(config.size, [0]);
  }

  /** Leaves `scale` · d loss / d logits for `backward`. `tops`: what the head sees, [padded columns] a step. */
  forward(grid: StepGrid, tops: VectorSource, weights: Weights, { loss, scale, random }: HeadTraining): HeadLoss {
    const targets = grid.sequences.map((sequence) => targetOf(sequence, this.#index));
    const batch = loss.batch(targets, random);
    const { kernels, memory } = this.#workspace;
    const map = this.#rowsOf(batch);
    const rows = map.length;
    const { weight, weightTransposed, bias } = this.#pack(weights, map);
    const logits = allocateVectors(memory, grid.steps, rows);
    const { f32 } = memory;
    for (let n = 0; n < grid.steps; n++) {
      f32.copyWithin((logits.base + n * logits.bytes) / 4, bias / 4, bias / 4 + rows);
    }
    kernels.addProduct(weight, rows, this.#columns, tops.addresses, tops.offset, logits.addresses, 0, grid.steps);
    const size = batch.classes?.length ?? this.#config.size;
    const result = batch.apply({ grid, targets, ...this.#views(logits, size) }, scale);
    for (let n = 0; n < grid.steps; n++) {
      const at = (logits.base + n * logits.bytes) / 4;
      memory.f32.fill(0, at + size, at + rows);
    }
    this.#tape = { logits, weightTransposed, map, classes: batch.classes };
    return result;
  }

  /**
   * Adds d loss / d tops to `dTops` and the head's gradients to `gradient`. Tells `touched` the rows that have one,
   * where not all have.
   */
  backward(
    grid: StepGrid,
    tops: VectorSource,
    dTops: VectorSource,
    gradient: (name: string) => Float32Array,
    touched: (name: string, row: number) => void,
  ): void {
    const workspace = this.#workspace;
    const { kernels, memory } = workspace;
    const { logits, weightTransposed, map, classes } = this.#tape as Tape;
    const { addresses } = logits;
    const rows = map.length;
    const width = padded(this.#columns);
    kernels.addProduct(weightTransposed, width, rows, addresses, 0, dTops.addresses, dTops.offset, grid.steps);
    const mark = memory.mark();
    const d = { addresses, offset: 0 };
    const result = outerProducts(workspace, d, rows, tops, this.#columns, grid.steps);
    const [weight, bias] = ["weight", "bias"].map((tensor) => `heads.${this.#index}.${tensor}`);
    addTransposed(workspace, result, map, this.#columns, gradient(weight));
    addSum(workspace, d, map, grid.steps, gradient(bias));
    memory.release(mark);
    for (const name of [weight, bias]) for (const c of classes ?? []) touched(name, c);
  }

  /** Class of each row of the logits, −1 for padding. */
  #rowsOf({ classes }: BatchLoss): Int32Array {
    if (classes === undefined) return this.#all;
    const map = new Int32Array(padded(classes.length)).fill(-1);
    map.set(classes);
    return map;
  }

  #pack(weights: Weights, map: Int32Array): { weight: number; weightTransposed: number; bias: number } {
    const { memory } = this.#workspace;
    const rows = map.length;
    const columns = this.#columns;
    const width = padded(columns);
    const source = weights[`heads.${this.#index}.weight`].data;
    const biases = weights[`heads.${this.#index}.bias`].data;
    const weight = memory.allocateZeros(rows * columns * 4);
    const weightTransposed = memory.allocateZeros(width * rows * 4);
    const bias = memory.allocate(rows * 4);
    const place = (address: number, length: number) => memory.f32.subarray(address / 4, address / 4 + length);
    packPanels(place(weight, rows * columns), source, columns, map);
    packTransposedPanels(place(weightTransposed, width * rows), source, columns, map, width);
    place(bias, rows).set(Array.from(map, (c) => (c < 0 ? PAD_LOGIT : biases[c])));
    return { weight, weightTransposed, bias };
  }

  #views(logits: Vectors, size: number): Pick<HeadBatch, "row" | "outputs"> {
    const { kernels, memory } = this.#workspace;
    const { activation } = this.#config;
    const activated = memory.allocate(logits.bytes);
    const { f32 } = memory;
    const address = (n: number) => logits.base + n * logits.bytes;
    const view = (at: number) => f32.subarray(at / 4, at / 4 + size);
    const outputs = view(activated);
    return {
      row: (n) => view(address(n)),
      outputs(n) {
        if (activation === "none") return view(address(n));
        kernels[activation](activated, address(n), logits.bytes / 4);
        return outputs;
      },
    };
  }
}
