import type { StepInput } from "./config.ts";
import { ROWS } from "./kernels/plan-rows.ts";
import type { ModelKernels } from "./model-kernels.ts";

/** Where the directions start from: the slots before the first step and behind the last. */
export interface SequenceEnds {
  readonly before: number;
  readonly after: number;
}

/** The steps of one sequence, each with a slot and an input that was checked, run layer by layer. Steps are counted from 0. */
export class SlotSequence {
  readonly #kernels: ModelKernels;
  readonly #slots: readonly number[];
  readonly #inputs: readonly StepInput[];
  readonly #ends: SequenceEnds;

  constructor(kernels: ModelKernels, slots: readonly number[], inputs: readonly StepInput[], ends: SequenceEnds) {
    this.#kernels = kernels;
    this.#slots = slots;
    this.#inputs = inputs;
    this.#ends = ends;
  }

  /** The ways in which a layer goes; one without a recurrence goes forward. */
  directions(layer: number): readonly ("forward" | "backward")[] {
    const { states } = this.#kernels.plan.layers[layer];
    return states.length === 0 ? ["forward"] : states.map(({ part }) => part.direction);
  }

  /** One direction of a layer over the steps from `from` to `to` − 1. */
  advance(layer: number, direction: "forward" | "backward", from: number, to: number): void {
    const { before, after } = this.#ends;
    const slots = this.#slots;
    const backward = direction === "backward";
    this.#inRows(
      to - from,
      (row, i) => {
        const t = backward ? to - 1 - i : from + i;
        this.#load(layer, row, t);
        this.#kernels.loadPrevious(row, backward ? (slots[t + 1] ?? after) : (slots[t - 1] ?? before));
      },
      (count) => this.#kernels.advance(layer, direction, count),
    );
  }

  /** The outputs of a layer from `from` to `to` − 1, after its directions. */
  merge(layer: number, from: number, to: number): void {
    if (!this.#kernels.plan.layers[layer].merged) return;
    this.#inRows(
      to - from,
      (row, i) => this.#load(layer, row, from + i),
      (count) => this.#kernels.merge(layer, count),
    );
  }

  readHeads(from: number, to: number): void {
    this.#inRows(
      to - from,
      (row, i) => this.#kernels.loadSlot(row, this.#slots[from + i]),
      (count) => this.#kernels.readHeads(0, count),
    );
  }

  #load(layer: number, row: number, t: number): void {
    if (layer === 0) this.#kernels.load(row, this.#slots[t], this.#inputs[t]);
    else this.#kernels.loadSlot(row, this.#slots[t]);
  }

  /** Loads `count` rows, as many at a time as a kernel call takes, and calls it. */
  #inRows(count: number, load: (row: number, i: number) => void, call: (count: number) => void): void {
    for (let start = 0; start < count; start += ROWS) {
      const rows = Math.min(ROWS, count - start);
      for (let row = 0; row < rows; row++) load(row, start + row);
      call(rows);
    }
  }
}
