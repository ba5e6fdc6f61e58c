import { RivuletError } from "@rivulet/errors";
import { checkStates } from "./check-states.ts";
import type { StepInput } from "./config.ts";
import { ROWS } from "./kernels/plan-rows.ts";
import type { Model } from "./model.ts";
import type { ModelKernels } from "./model-kernels.ts";
import { Random } from "./random.ts";
import { CHUNK, runChunk } from "./run-chunk.ts";
import { SlotViews } from "./slot-views.ts";
import { readSnapshot, writeSnapshot } from "./snapshot.ts";

/** No slot of the slab has this address: the session was disposed. */
const NO_SLOT = 0;

/** The state of one stream: a⟨t⟩ (and c⟨t⟩) of every layer, the step count and the generator. Made by `Model.createSession`. */
export class Session {
  readonly model: Model;
  readonly #kernels: ModelKernels;
  readonly #seed: number;
  #slot: number;
  #steps = 0;
  /** Counts what moves the session: a `run` whose `onStep` moved it goes on from there. */
  #moves = 0;
  /** The last `stepMany` that the session took part in. */
  #turn = 0;
  /** Made anew when the memory has grown. */
  #views: SlotViews;
  /** Made when first drawn from: most sessions never are. */
  #random: Random | undefined;

  /** For `Model.createSession`. */
  constructor(model: Model, kernels: ModelKernels, seed: number) {
    this.model = model;
    this.#kernels = kernels;
    this.#seed = seed;
    this.#slot = kernels.takeSlot();
    this.#views = new SlotViews(kernels.memory, kernels.plan, this.#slot);
    kernels.liveSessions++;
  }

  /** The session's own generator, put down and picked up with it. */
  get random(): Random {
    this.#random ??= new Random(this.#seed);
    return this.#random;
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
    for (let start = 0; start < length; start += ROWS) {
      const count = Math.min(ROWS, length - start);
      for (let row = 0; row < count; row++) kernels.load(row, sessions[start + row].#slot, inputs[start + row]);
      kernels.step(count);
      for (let row = 0; row < count; row++) sessions[start + row].#moved();
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
    this.#moved();
  }

  /**
   * A whole sequence; `onStep` may read the outputs after each step t = 0, 1, …. The bits are those of `step`, the products
   * of several inputs are computed together: inputs are read up to 32 steps ahead.
   * @throws INPUT_INVALID at the first input that is not valid, after the steps before it; SESSION_DISPOSED
   */
  run(inputs: readonly StepInput[], onStep?: (t: number) => void): void {
    this.#checkInUse();
    const kernels = this.#kernels;
    const slots = kernels.takeSlots(Math.min(inputs.length, CHUNK));
    try {
      for (let t = 0; t < inputs.length; ) {
        this.#checkInUse();
        const count = runChunk(kernels, this.#slot, slots, inputs, t, onStep !== undefined);
        t += onStep === undefined ? this.#take(slots, count) : this.#show(slots, count, t, onStep);
      }
    } finally {
      kernels.releaseSlots(slots);
    }
  }

  /** Goes to the last of `count` steps that `runChunk` left. */
  #take(slots: readonly number[], count: number): number {
    this.#kernels.copySlot(this.#slot, slots[count - 1]);
    this.#steps += count;
    this.#moves++;
    return count;
  }

  /** Goes through `count` steps that `runChunk` left; what is behind a step where `onStep` moved the session is void. */
  #show(slots: readonly number[], count: number, start: number, onStep: (t: number) => void): number {
    for (let row = 0; row < count; row++) {
      this.#kernels.copySlot(this.#slot, slots[row]);
      this.#moved();
      const moves = this.#moves;
      onStep(start + row);
      if (this.#moves !== moves) return row + 1;
    }
    return count;
  }

  /**
   * W_ya a⟨t⟩ + b_y of a head, [size]: a view that holds until the next call into the model; copy to
   * keep. Zeros before the first step and after `reset`, `start` and `restore`.
   * @throws INPUT_INVALID where the model has no such head, SESSION_DISPOSED
   */
  logits(head = 0): Float32Array {
    return this.#view().logits[head] ?? this.#refuse("head", head, this.model.config.heads.length);
  }

  /** ŷ⟨t⟩ of a head, [size], after softmax or sigmoid: a view like `logits`. */
  probabilities(head = 0): Float32Array {
    return this.#view().probabilities[head] ?? this.#refuse("head", head, this.model.config.heads.length);
  }

  /**
   * The output of a layer: a⟨t⟩, with a residual link x⟨t⟩ + a⟨t⟩. A view like `logits`, but where it is the state of a
   * recurrent layer kept by `restore` and set by `start`. Default: the top layer.
   */
  hidden(layer = this.model.config.layers.length - 1): Float32Array {
    return this.#view().hidden[layer] ?? this.#refuse("layer", layer, this.model.config.layers.length);
  }

  /** c⟨t⟩ of a layer, [H]: a view like `hidden`; where the cell keeps one vector, c⟨t⟩ = a⟨t⟩. */
  cell(layer = this.model.config.layers.length - 1): Float32Array {
    return this.#view().cell[layer] ?? this.#refuse("layer", layer, this.model.config.layers.length);
  }

  /** What the next step starts from: of each recurrent layer, lowest first, a⟨t⟩, then c⟨t⟩ of an LSTM. Views like `hidden`. */
  get states(): readonly Float32Array[] {
    return this.#view().states;
  }

  /** Portable bytes that `restore` on any runtime goes on from with the same bits. @throws SESSION_DISPOSED */
  snapshot(): Uint8Array {
    const states = this.#view().makeStates();
    return writeSnapshot(this.model.fingerprint, { steps: this.#steps, random: this.#drawn().state, states });
  }

  /** @throws SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN, SNAPSHOT_VERSION (then the session is as it was), SESSION_DISPOSED */
  restore(bytes: Uint8Array): void {
    const views = this.#view();
    const states = views.makeStates();
    const content = readSnapshot(this.model.fingerprint, bytes, states);
    this.#steps = content.steps;
    this.random.state.set(content.random);
    content.states.forEach((state, i) => {
      states[i].set(state);
    });
    for (const output of views.outputs) output.fill(0);
    this.#moves++;
  }

  /** Back to the start: the initial state, no steps, the seed. @throws SESSION_DISPOSED */
  reset(): void {
    this.#checkInUse();
    this.#kernels.copySlot(this.#slot, this.#kernels.plan.initial);
    this.#steps = 0;
    this.#random?.seed(this.#seed);
    this.#moves++;
  }

  /**
   * A start from given states in the form of `states`, which are copied.
   * @throws INPUT_INVALID where sizes or numbers are not right (the session is as it was), SESSION_DISPOSED
   */
  start(states: readonly Float32Array[]): void {
    const own = this.states;
    checkStates(states, own);
    // Copies first: what comes may be views of this session.
    const copies = states.map((state) => state.slice());
    this.reset();
    copies.forEach((state, i) => {
      own[i].set(state);
    });
  }

  /** A second session in the same state: steps, outputs and generator, too. @throws MEMORY_EXHAUSTED, SESSION_DISPOSED */
  fork(): Session {
    this.#checkInUse();
    const twin = new Session(this.model, this.#kernels, this.#seed);
    this.#kernels.copySlot(twin.#slot, this.#slot);
    twin.#steps = this.#steps;
    if (this.#random !== undefined) twin.random.state.set(this.#random.state);
    return twin;
  }

  /** Gives the slot back; the session can't be used after. Twice is once. */
  dispose(): void {
    if (this.#slot === NO_SLOT) return;
    this.#kernels.releaseSlots([this.#slot]);
    this.#kernels.liveSessions--;
    this.#slot = NO_SLOT;
    this.#moves++;
  }

  /** The generator as it stands. */
  #drawn(): Random {
    return this.#random ?? new Random(this.#seed);
  }

  #moved(): void {
    this.#steps++;
    this.#moves++;
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

  #refuse(what: string, came: number, count: number): never {
    throw new RivuletError("INPUT_INVALID", `expected a ${what} from 0 to ${count - 1}, came ${came}`);
  }
}
