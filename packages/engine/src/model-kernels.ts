import { RivuletError } from "@rivulet/errors";
import kernelSource from "../build/kernels.wasm";
import dotKernelSource from "../build/kernels-dot.wasm";
import { capabilities, isOldV8 } from "./capabilities.ts";
import type { InputConfig, ModelConfig, StepInput } from "./config.ts";
import { inputRows, type ProductKernel } from "./kernels/input-tables.ts";
import { KernelMemory } from "./kernels/kernel-memory.ts";
import { MAX_IDS, type Plan, writePlan } from "./kernels/plan.ts";
import { Slab } from "./kernels/slab.ts";
import { instantiate, type KernelSource, type WasmMemory } from "./kernels/wasm.ts";
import type { StoredWeights } from "./tensors.ts";

interface Kernels extends ProductKernel {
  readonly memory: WasmMemory;
  heapBase(): number;
  step(plan: number, count: number): void;
  /** 1: the f32 product takes two columns a turn, to the same bits. */
  setTwoColumns(on: number): void;
}

export interface ModelOptions {
  /**
   * The input projections of all ids are made ahead where they fit in so many bytes (default
   * 256 MiB): a step then reads one row an id. Past the limit a step multiplies; the bits are the same.
   */
  readonly foldLimit?: number;
  /** Other kernels than the ones chosen for this platform: `relaxedKernels()` of `@rivulet/engine/relaxed`. */
  readonly kernels?: KernelSource | undefined;
}

/** The bits are the same; where the platform has the dot product of 8-bit integers, int8 weights are faster with it. */
function defaultKernels(): KernelSource {
  return capabilities().relaxedSimd ? dotKernelSource : kernelSource;
}

/** A model as the kernels have it, in a memory of their own: what `Model` and its sessions share and nobody else sees. */
export class ModelKernels {
  readonly memory: KernelMemory;
  readonly plan: Plan;
  readonly slab: Slab;
  readonly #kernels: Kernels;
  readonly #input: InputConfig;
  /** Ids that there are; 0 where the input is dense. */
  readonly #rows: number;
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
    this.plan = writePlan(this.memory, this.#kernels, config, weights, foldLimit);
    this.slab = new Slab(this.memory, this.plan.slotBytes);
    this.#input = config.input;
    this.#rows = inputRows(config.input);
  }

  /** A number that no earlier call gave: marks the sessions that take part in one `stepMany`. */
  nextTurn(): number {
    return ++this.#turn;
  }

  /** @throws INPUT_INVALID for all that is not an input of this model */
  check(input: StepInput): void {
    if (this.#input.kind === "dense") checkDense(input, this.#input.size);
    else if (typeof input === "number") checkId(input, this.#rows);
    else checkIds(input, this.#rows);
  }

  /** Makes a slot and a checked input job number `job` of the next `step`. */
  load(job: number, slot: number, input: StepInput): void {
    const { plan, memory } = this;
    const at = (plan.inputs + job * plan.inputBytes) / 4;
    memory.i32[plan.slots / 4 + job] = slot;
    if (input instanceof Float32Array) {
      memory.f32.set(input, at);
    } else if (typeof input === "number") {
      memory.i32[at] = input;
      memory.i32[plan.idCounts / 4 + job] = 1;
    } else {
      memory.i32.set(input, at);
      memory.i32[plan.idCounts / 4 + job] = input.length;
    }
  }

  /** One step of the jobs 0 to `count` − 1. */
  step(count: number): void {
    this.#kernels.step(this.plan.address, count);
  }
}

function checkDense(input: StepInput, size: number): void {
  if (!(input instanceof Float32Array) || input.length !== size) {
    throw new RivuletError("INPUT_INVALID", `expected a Float32Array of ${size} numbers, came ${describe(input)}`);
  }
  // 0 · x is NaN for NaN and the infinities alone.
  let zero = 0;
  for (let i = 0; i < size; i++) zero += 0 * input[i];
  if (zero !== 0) throw new RivuletError("INPUT_INVALID", "expected finite numbers, came NaN or an infinity");
}

function checkIds(input: StepInput, rows: number): void {
  if (!(input instanceof Int32Array) || input.length > MAX_IDS) {
    throw new RivuletError(
      "INPUT_INVALID",
      `expected an id or an Int32Array of at most ${MAX_IDS} ids, came ${describe(input)}`,
    );
  }
  for (let i = 0; i < input.length; i++) checkId(input[i], rows);
}

function checkId(id: number, rows: number): void {
  if (!Number.isInteger(id) || id < 0 || id >= rows) {
    throw new RivuletError("INPUT_INVALID", `expected an id from 0 to ${rows - 1}, came ${id}`);
  }
}

function describe(input: unknown): string {
  if (ArrayBuffer.isView(input)) return `${input.constructor.name} of ${(input as Float32Array).length}`;
  return typeof input === "object" ? "an object" : `${typeof input} ${String(input)}`;
}
