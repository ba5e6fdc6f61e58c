import { RivuletError } from "@rivulet/errors";
import type { StepInput } from "./config.ts";
import type { Model } from "./model.ts";
import { Random } from "./random.ts";
import { readSnapshot, writeSnapshot } from "./snapshot.ts";

/** The state of one stream: a⟨t⟩ (and c⟨t⟩) of every layer, the step count and the generator. Made by `Model.createSession`. */
export class Session {
  readonly model: Model;
  readonly random: Random;
  /** Steps since the start or the last reset. */
  steps = 0;
  #slot: number;
  readonly #seed: number;
  #turn = 0;
  /** Views of the slot's parts, made anew when the memory has grown. */
  #views: SlotViews;

  /** For `Model.createSession`. */
  constructor(model: Model, seed: number) {
    this.model = model;
    this.#seed = seed;
    this.random = new Random(seed);
    this.#slot = model.slab.take();
    this.#views = new SlotViews(model, this.#slot);
  }

  /** Address of the session's slot in kernel memory. @throws SESSION_DISPOSED */
  get slot(): number {
    if (this.#slot === 0) throw new RivuletError("SESSION_DISPOSED", "expected a session in use, this one was disposed");
    return this.#slot;
  }

  /** For `Model.stepMany`: false where the session already takes part in this turn. */
  enter(turn: number): boolean {
    if (this.#turn === turn) return false;
    this.#turn = turn;
    return true;
  }

  /** One event in, one step: no allocation. @throws INPUT_INVALID (the state is untouched), SESSION_DISPOSED */
  step(input: StepInput): void {
    this.model.stepOne(this, input);
  }

  /** A whole sequence; `onStep` may read the outputs after each step t = 0, 1, …. The bits are those of `step`. */
  run(inputs: readonly StepInput[], onStep?: (t: number) => void): void {
    for (let t = 0; t < inputs.length; t++) {
      this.step(inputs[t]);
      onStep?.(t);
    }
  }

  /** W_ya a⟨t⟩ + b_y of a head, [size]: a view that holds until the next call into the model; copy to keep. */
  logits(head = 0): Float32Array {
    return this.#view().logits[head];
  }

  /** ŷ⟨t⟩ of a head, [size], after softmax or sigmoid: a view like `logits`. */
  probabilities(head = 0): Float32Array {
    return this.#view().probabilities[head];
  }

  /** a⟨t⟩ of a layer, [H]: a view like `logits`. Default: the top layer. */
  hidden(layer = this.model.config.layers.length - 1): Float32Array {
    return this.#view().hidden[layer];
  }

  /** c⟨t⟩ of a layer, [H]; where the cell keeps one vector, c⟨t⟩ = a⟨t⟩. */
  cell(layer = this.model.config.layers.length - 1): Float32Array {
    return this.#view().cell[layer];
  }

  /** Portable bytes that `restore` on any runtime goes on from with the same bits. */
  snapshot(): Uint8Array {
    return writeSnapshot(this.model.fingerprint, { steps: this.steps, random: this.random.state, states: this.#view().states });
  }

  /** @throws SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN, SNAPSHOT_VERSION; then the session is as it was. */
  restore(bytes: Uint8Array): void {
    const { states } = this.#view();
    const content = readSnapshot(this.model.fingerprint, bytes, states);
    this.steps = content.steps;
    this.random.state.set(content.random);
    content.states.forEach((state, i) => {
      states[i].set(state);
    });
    this.#clearOutputs();
  }

  /** Back to the start: zero state, no steps, the seed. */
  reset(): void {
    for (const state of this.#view().states) state.fill(0);
    this.steps = 0;
    this.random.seed(this.#seed);
    this.#clearOutputs();
  }

  /** Gives the slot back; the session can't be used after. Twice is once. */
  dispose(): void {
    if (this.#slot === 0) return;
    this.model.slab.release(this.#slot);
    this.#slot = 0;
  }

  #clearOutputs(): void {
    const views = this.#view();
    for (const output of [...views.logits, ...views.probabilities]) output.fill(0);
  }

  #view(): SlotViews {
    if (this.#views.generation !== this.model.memory.generation) this.#views = new SlotViews(this.model, this.slot);
    else if (this.#slot === 0) this.slot;
    return this.#views;
  }
}

/** The parts of a slot as arrays. */
class SlotViews {
  readonly generation: number;
  readonly hidden: readonly Float32Array[];
  readonly cell: readonly Float32Array[];
  readonly logits: readonly Float32Array[];
  readonly probabilities: readonly Float32Array[];
  /** What lives across steps, layer by layer: a⟨t⟩, then c⟨t⟩ where the cell has one. */
  readonly states: readonly Float32Array[];

  constructor({ memory, plan }: Model, slot: number) {
    const at = (offset: number, length: number) => memory.f32.subarray((slot + offset) / 4, (slot + offset) / 4 + length);
    this.generation = memory.generation;
    this.hidden = plan.layers.map((layer) => at(layer.offset, layer.hidden));
    this.cell = plan.layers.map((layer) => at(layer.offset + (layer.cell ? layer.vector * 4 : 0), layer.hidden));
    this.states = plan.layers.flatMap((layer, l) => (layer.cell ? [this.hidden[l], this.cell[l]] : [this.hidden[l]]));
    this.logits = plan.heads.map((head) => at(head.logits, head.size));
    this.probabilities = plan.heads.map((head) => at(head.probabilities, head.size));
  }
}
