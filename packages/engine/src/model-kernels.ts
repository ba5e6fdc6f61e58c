import kernelSource from "../build/kernels.wasm";
import dotKernelSource from "../build/kernels-dot.wasm";
import { capabilities, isOldV8 } from "./capabilities.ts";
import { inputChecker } from "./check-input.ts";
import type { ModelConfig, StepInput } from "./config.ts";
import { KernelMemory } from "./kernels/kernel-memory.ts";
import { type Plan, writePlan } from "./kernels/plan.ts";
import { Slab } from "./kernels/slab.ts";
import type { Place } from "./kernels/stage-record.ts";
import { instantiate, type KernelSource, type WasmMemory } from "./kernels/wasm.ts";
import type { StoredWeights } from "./tensors.ts";

interface Kernels {
  readonly memory: WasmMemory;
  heapBase(): number;
  /** Not 0: 8-bit weights can be multiplied as they are. */
  hasInt8(): number;
  step(plan: number, count: number): void;
  advanceSequence(plan: number, layer: number, backward: number, count: number): void;
  mergeSequence(plan: number, layer: number, count: number): void;
  readSequence(plan: number, first: number, count: number): void;
  /** 1: the f32 product takes two columns a turn, to the same bits. */
  setTwoColumns(on: number): void;
}

export interface ModelOptions {
  /**
   * The input projection of an id is kept once a step made it, where those of all ids fit in so many bytes (default
   * 256 MiB): later steps then read one row an id. Past the limit every step multiplies; the bits are the same.
   */
  readonly foldLimit?: number;
  /** Other kernels than the ones chosen for this platform: `relaxedKernels()` of `@rivulet/engine/relaxed`. */
  readonly kernels?: KernelSource | undefined;
}

/** The bits are the same; where the platform has the dot product of 8-bit integers, int8 weights are faster with it. */
export function defaultKernels(): KernelSource {
  return capabilities().relaxedSimd ? dotKernelSource : kernelSource;
}

/** A model as the kernels have it, in a memory of their own: what `Model` and its sessions share and nobody else sees. */
export class ModelKernels {
  readonly memory: KernelMemory;
  readonly plan: Plan;
  /** Throws INPUT_INVALID for all that is not an input of this model. */
  readonly check: (input: StepInput) => void;
  /** Sessions that are not disposed. */
  liveSessions = 0;
  readonly #slab: Slab;
  readonly #kernels: Kernels;
  #turn = 0;

  /** @throws MEMORY_EXHAUSTED */
  constructor(
    config: ModelConfig,
    weights: StoredWeights,
    { foldLimit = 2 ** 28, kernels = defaultKernels() }: ModelOptions,
  ) {
    this.#kernels = instantiate<Kernels>(kernels);
    this.#kernels.setTwoColumns(isOldV8() ? 0 : 1);
    this.memory = new KernelMemory(this.#kernels.memory, this.#kernels.heapBase());
    this.plan = writePlan(this.memory, config, weights, { hasInt8: this.#kernels.hasInt8() !== 0, foldLimit });
    this.#slab = new Slab(this.memory, this.plan.slotBytes);
    this.check = inputChecker(config.input);
  }

  /** A number that no earlier call gave: marks the sessions that take part in one `stepMany`. */
  nextTurn(): number {
    return ++this.#turn;
  }

  /** The address of a slot as it is before the first step. @throws MEMORY_EXHAUSTED */
  takeSlot(): number {
    const slot = this.#slab.takeUsed();
    this.copySlot(slot, this.plan.initial);
    return slot;
  }

  /** Slots that hold anything. @throws MEMORY_EXHAUSTED, then none is taken */
  takeSlots(count: number): number[] {
    const slots: number[] = [];
    try {
      while (slots.length < count) slots.push(this.#slab.takeUsed());
    } catch (error) {
      this.releaseSlots(slots);
      throw error;
    }
    return slots;
  }

  releaseSlots(slots: readonly number[]): void {
    for (let i = slots.length - 1; i >= 0; i--) this.#slab.release(slots[i]);
  }

  copySlot(to: number, from: number): void {
    this.memory.f32.copyWithin(to / 4, from / 4, (from + this.plan.slotBytes) / 4);
  }

  copyPlace(to: number, from: number, { offset, length }: Place): void {
    const start = (from + offset) / 4;
    this.memory.f32.copyWithin((to + offset) / 4, start, start + length);
  }

  /** Makes a slot and a checked input row number `row` of the next call. */
  load(row: number, slot: number, input: StepInput): void {
    this.loadSlot(row, slot);
    if (input instanceof Float32Array) {
      this.#loadDense(row, input);
    } else if (typeof input === "number" || input instanceof Int32Array) {
      this.#loadIds(row, input);
    } else {
      this.#loadIds(row, input.ids);
      this.#loadDense(row, input.dense);
    }
  }

  /** The same for a layer that is not the lowest, whose x⟨t⟩ is in the slot. */
  loadSlot(row: number, slot: number): void {
    this.memory.i32[this.plan.rows.slots / 4 + row] = slot;
  }

  /** Where a row of a sequence finds the state before it. */
  loadPrevious(row: number, slot: number): void {
    this.memory.i32[this.plan.rows.previous / 4 + row] = slot;
  }

  /** One step of the sessions whose slots are rows 0 to `count` − 1. */
  step(count: number): void {
    this.#kernels.step(this.plan.address, count);
  }

  /** One direction of a layer over the first rows, which are in the order in which it goes. */
  advance(layer: number, direction: "forward" | "backward", count: number): void {
    this.#kernels.advanceSequence(this.plan.address, layer, direction === "backward" ? 1 : 0, count);
  }

  /** The output of a layer in the first rows, after its directions. */
  merge(layer: number, count: number): void {
    this.#kernels.mergeSequence(this.plan.address, layer, count);
  }

  /** The heads in rows `first` to `first + count − 1`. */
  readHeads(first: number, count: number): void {
    this.#kernels.readSequence(this.plan.address, first, count);
  }

  #loadDense(row: number, input: Float32Array): void {
    const { inputs, inputBytes } = this.plan.rows;
    this.memory.f32.set(input, (inputs + row * inputBytes) / 4);
  }

  #loadIds(row: number, input: number | Int32Array): void {
    const { i32 } = this.memory;
    const { ids, idBytes, idCounts } = this.plan.rows;
    const at = (ids + row * idBytes) / 4;
    if (typeof input === "number") {
      i32[at] = input;
      i32[idCounts / 4 + row] = 1;
    } else {
      i32.set(input, at);
      i32[idCounts / 4 + row] = input.length;
    }
  }
}
