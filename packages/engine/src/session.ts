import { RivuletError } from "@rivulet/errors";
import type { StepInput } from "./config.ts";
import { JOBS } from "./kernels/plan.ts";
import type { Model } from "./model.ts";
import type { ModelKernels } from "./model-kernels.ts";
import { Random } from "./random.ts";
import { SlotViews } from "./slot-views.ts";
import { readSnapshot, writeSnapshot } from "./snapshot.ts";

/** No slot of the slab has this address: the session was disposed. */
const NO_SLOT = 0;

/** The state of one stream: a⟨t⟩ (and c⟨t⟩) of every layer, the step count and the generator. Made by `Model.createSession`. */
export class Session {
  readonly model: Model;
  readonly random: Random;
  readonly #kernels: ModelKernels;
  readonly #seed: number;
  #slot: number;
  #steps = 0;
  /** The last `stepMany` that the session took part in. */
  #turn = 0;
  /** Made anew when the memory has grown. */
  #views: SlotViews;

  /** For `Model.createSession`. */
  constructor(model: Model, kernels: ModelKernels, seed: number) {
    this.model = model;
    this.random = new Random(seed);
    this.#kernels = kernels;
    this.#seed = seed;
    this.#slot = kernels.slab.take();
    this.#views = new SlotViews(kernels.memory, kernels.plan, this.#slot);
  }

  /** For `Model.stepMany`. */
  static stepMany(kernels: ModelKernels, sessions: readonly Session[], inputs: readonly StepInput[]): void {
    const { length } = sessions;
    if (inputs.length !== length) {
      throw new RivuletError(
        "INPUT_INVALID",
        `expected an input for each of ${length} sessions, came ${inputs.length}`,
      );
    }
    const turn = kernels.nextTurn();
    for (let i = 0; i < length; i++) {
      const session = sessions[i];
      if (session.#kernels !== kernels) {
        throw new RivuletError("SESSION_FOREIGN", `expected sessions of this model, number ${i} is another's`);
      }
      session.#checkInUse();
      if (session.#turn === turn) {
        throw new RivuletError("INPUT_INVALID", `expected each session once, number ${i} came again`);
      }
      session.#turn = turn;
      kernels.check(inputs[i]);
    }
    for (let start = 0; start < length; start += JOBS) {
      const count = Math.min(JOBS, length - start);
      for (let job = 0; job < count; job++) kernels.load(job, sessions[start + job].#slot, inputs[start + job]);
      kernels.step(count);
      for (let job = 0; job < count; job++) sessions[start + job].#steps++;
    }
  }

  /** Steps since the start or the last reset. */
  get steps(): number {
    return this.#steps;
  }

  /** One event in, one step: no allocation. @throws INPUT_INVALID (the state is untouched), SESSION_DISPOSED */
  step(input: StepInput): void {
    this.#checkInUse();
    const kernels = this.#kernels;
    kernels.check(input);
    kernels.load(0, this.#slot, input);
    kernels.step(1);
    this.#steps++;
  }

  /** A whole sequence; `onStep` may read the outputs after each step t = 0, 1, …. The bits are those of `step`. */
  run(inputs: readonly StepInput[], onStep?: (t: number) => void): void {
    this.#checkInUse();
    for (let t = 0; t < inputs.length; t++) {
      this.step(inputs[t]);
      onStep?.(t);
    }
  }

  /**
   * W_ya a⟨t⟩ + b_y of a head, [size]: a view that holds until the next call into the model; copy to
   * keep. Zeros before the first step and after `reset` and `restore`.
   * @throws INPUT_INVALID where the model has no such head, SESSION_DISPOSED
   */
  logits(head = 0): Float32Array {
    return this.#view().logits[head] ?? this.#refuse("head", head, this.model.config.heads.length);
  }

  /** ŷ⟨t⟩ of a head, [size], after softmax or sigmoid: a view like `logits`. */
  probabilities(head = 0): Float32Array {
    return this.#view().probabilities[head] ?? this.#refuse("head", head, this.model.config.heads.length);
  }

  /** a⟨t⟩ of a layer, [H]: a view like `logits`, but kept by `restore`. Default: the top layer. */
  hidden(layer = this.model.config.layers.length - 1): Float32Array {
    return this.#view().hidden[layer] ?? this.#refuse("layer", layer, this.model.config.layers.length);
  }

  /** c⟨t⟩ of a layer, [H]: a view like `hidden`; where the cell keeps one vector, c⟨t⟩ = a⟨t⟩. */
  cell(layer = this.model.config.layers.length - 1): Float32Array {
    return this.#view().cell[layer] ?? this.#refuse("layer", layer, this.model.config.layers.length);
  }

  /** Portable bytes that `restore` on any runtime goes on from with the same bits. @throws SESSION_DISPOSED */
  snapshot(): Uint8Array {
    const { states } = this.#view();
    return writeSnapshot(this.model.fingerprint, { steps: this.#steps, random: this.random.state, states });
  }

  /** @throws SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN, SNAPSHOT_VERSION (then the session is as it was), SESSION_DISPOSED */
  restore(bytes: Uint8Array): void {
    const { states } = this.#view();
    const content = readSnapshot(this.model.fingerprint, bytes, states);
    this.#steps = content.steps;
    this.random.state.set(content.random);
    content.states.forEach((state, i) => {
      states[i].set(state);
    });
    this.#clearOutputs();
  }

  /** Back to the start: zero state, no steps, the seed. @throws SESSION_DISPOSED */
  reset(): void {
    for (const state of this.#view().states) state.fill(0);
    this.#steps = 0;
    this.random.seed(this.#seed);
    this.#clearOutputs();
  }

  /** Gives the slot back; the session can't be used after. Twice is once. */
  dispose(): void {
    if (this.#slot === NO_SLOT) return;
    this.#kernels.slab.release(this.#slot);
    this.#slot = NO_SLOT;
  }

  #checkInUse(): void {
    if (this.#slot === NO_SLOT) {
      throw new RivuletError("SESSION_DISPOSED", "expected a session in use, this one was disposed");
    }
  }

  #view(): SlotViews {
    this.#checkInUse();
    const { memory, plan } = this.#kernels;
    if (this.#views.generation !== memory.generation) this.#views = new SlotViews(memory, plan, this.#slot);
    return this.#views;
  }

  #clearOutputs(): void {
    const { logits, probabilities } = this.#view();
    for (const output of [...logits, ...probabilities]) output.fill(0);
  }

  #refuse(what: string, came: number, count: number): never {
    throw new RivuletError("INPUT_INVALID", `expected a ${what} from 0 to ${count - 1}, came ${came}`);
  }
}
