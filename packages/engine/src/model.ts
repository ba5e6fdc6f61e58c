import { RivuletError } from "@rivulet/errors";
import kernelSource from "../build/kernels.wasm";
import type { ModelConfig, StepInput } from "./config.ts";
import { fingerprint } from "./fingerprint.ts";
import { inputRows, type ProductKernel } from "./kernels/input-tables.ts";
import { KernelMemory } from "./kernels/kernel-memory.ts";
import { JOBS, MAX_IDS, type Plan, writePlan } from "./kernels/plan.ts";
import { Slab } from "./kernels/slab.ts";
import { instantiate, type WasmMemory } from "./kernels/wasm.ts";
import { Session } from "./session.ts";
import { validateConfig } from "./validate-config.ts";
import { validateWeights, type Weights, weightCount } from "./weights.ts";

interface Kernels extends ProductKernel {
  readonly memory: WasmMemory;
  heapBase(): number;
  step(plan: number, count: number): void;
  allFinite(x: number, count: number): number;
}

export interface ModelOptions {
  /**
   * The input projections of all ids are made ahead where they fit in so many bytes (default
   * 256 MiB): a step then reads one row an id. Past the limit a step multiplies; the bits are the same.
   */
  readonly foldLimit?: number;
}

export interface SessionOptions {
  /** Seed of the session's generator; default 0. */
  readonly seed?: number;
}

/** Weights and configuration in a memory of kernels of their own: immutable, shared by all its sessions. */
export class Model {
  readonly config: ModelConfig;
  readonly weights: Weights;
  /** Where the parts lie: for sessions. */
  readonly plan: Plan;
  readonly memory: KernelMemory;
  readonly slab: Slab;
  readonly #kernels: Kernels;
  readonly #rows: number;
  #fingerprint: string | undefined;
  #turn = 0;

  private constructor(config: ModelConfig, weights: Weights, options: ModelOptions) {
    this.config = config;
    this.weights = weights;
    this.#kernels = instantiate<Kernels>(kernelSource);
    this.memory = new KernelMemory(this.#kernels.memory, this.#kernels.heapBase());
    this.plan = writePlan(this.memory, this.#kernels, config, weights, options.foldLimit ?? 2 ** 28);
    this.slab = new Slab(this.memory, this.plan.slotBytes);
    this.#rows = inputRows(config.input);
  }

  /** @throws CONFIG_INVALID, WEIGHTS_INVALID, MEMORY_EXHAUSTED */
  static create(config: ModelConfig, weights: Weights, options: ModelOptions = {}): Model {
    validateWeights(validateConfig(config), weights);
    return new Model(config, weights, options);
  }

  /** SHA-256 over configuration and weights, in hex: what a snapshot knows its model by. */
  get fingerprint(): string {
    this.#fingerprint ??= fingerprint(this.config, this.weights);
    return this.#fingerprint;
  }

  /** Numbers that were learned. */
  get parameters(): number {
    return weightCount(this.config);
  }

  /** Kernel memory of one session, in bytes. */
  get bytesPerSession(): number {
    return this.plan.slotBytes;
  }

  /** Sessions that are not disposed. */
  get liveSessions(): number {
    return this.slab.taken;
  }

  createSession(options: SessionOptions = {}): Session {
    return new Session(this, options.seed ?? 0);
  }

  /**
   * One step of each session, in one kernel call for up to 32 of them; the bits are those of `step`.
   * All inputs are looked at before any session moves.
   * @throws INPUT_INVALID, SESSION_FOREIGN, SESSION_DISPOSED
   */
  stepMany(sessions: readonly Session[], inputs: readonly StepInput[]): void {
    if (sessions.length !== inputs.length) {
      throw new RivuletError("INPUT_INVALID", `expected an input for each of ${sessions.length} sessions, came ${inputs.length}`);
    }
    const turn = ++this.#turn;
    for (let i = 0; i < sessions.length; i++) {
      if (sessions[i].model !== this) throw new RivuletError("SESSION_FOREIGN", `expected sessions of this model, number ${i} is another's`);
      if (!sessions[i].enter(turn)) throw new RivuletError("INPUT_INVALID", `expected each session once, number ${i} came again`);
      if (sessions.length > JOBS) this.#load(0, sessions[i], inputs[i]);
    }
    for (let start = 0; start < sessions.length; start += JOBS) {
      const count = Math.min(JOBS, sessions.length - start);
      for (let job = 0; job < count; job++) this.#load(job, sessions[start + job], inputs[start + job]);
      this.#kernels.step(this.plan.address, count);
      for (let job = 0; job < count; job++) sessions[start + job].steps++;
    }
  }

  /** One step of one session. */
  stepOne(session: Session, input: StepInput): void {
    this.#load(0, session, input);
    this.#kernels.step(this.plan.address, 1);
    session.steps++;
  }

  /** Writes a session's slot and its input into the place of a job. */
  #load(job: number, session: Session, input: StepInput): void {
    const { plan, memory } = this;
    memory.i32[plan.slots / 4 + job] = session.slot;
    const at = (plan.inputs + job * plan.inputBytes) / 4;
    if (this.#rows === 0) return this.#loadDense(at, input);
    if (typeof input === "number") {
      this.#checkId(input);
      memory.i32[at] = input;
      memory.i32[plan.idCounts / 4 + job] = 1;
      return;
    }
    if (!(input instanceof Int32Array) || input.length > MAX_IDS) {
      throw new RivuletError("INPUT_INVALID", `expected an id or an Int32Array of at most ${MAX_IDS} ids, came ${describe(input)}`);
    }
    for (let i = 0; i < input.length; i++) this.#checkId(input[i]);
    memory.i32.set(input, at);
    memory.i32[plan.idCounts / 4 + job] = input.length;
  }

  #loadDense(at: number, input: StepInput): void {
    const size = this.config.input.kind === "dense" ? this.config.input.size : 0;
    if (!(input instanceof Float32Array) || input.length !== size) {
      throw new RivuletError("INPUT_INVALID", `expected a Float32Array of ${size} numbers, came ${describe(input)}`);
    }
    this.memory.f32.set(input, at);
    if (!this.#kernels.allFinite(at * 4, size)) {
      throw new RivuletError("INPUT_INVALID", "expected finite numbers, came NaN or an infinity");
    }
  }

  #checkId(id: number): void {
    if (!Number.isInteger(id) || id < 0 || id >= this.#rows) {
      throw new RivuletError("INPUT_INVALID", `expected an id from 0 to ${this.#rows - 1}, came ${id}`);
    }
  }
}

function describe(input: unknown): string {
  if (ArrayBuffer.isView(input)) return `${input.constructor.name} of ${(input as Float32Array).length}`;
  return typeof input === "object" ? "an object" : `${typeof input} ${String(input)}`;
}
