import type { Place, StagePlace } from "./kernels/stage-record.ts";
import type { ModelKernels } from "./model-kernels.ts";
import { SequenceOutputs } from "./sequence-outputs.ts";

/** Copies what a sequence of `steps` steps leaves in slots. */
export class SequenceCopies {
  readonly #kernels: ModelKernels;
  readonly #steps: number;
  /** Layers below this one are seen at every step. */
  readonly #everyStep: number;
  readonly #hidden: readonly Float32Array[];
  readonly #logits: readonly Float32Array[];
  readonly #probabilities: readonly Float32Array[];
  readonly #states: readonly Float32Array[];

  /** `readLayer`: see `readLayer()`. */
  constructor(kernels: ModelKernels, steps: number, readLayer: number | undefined) {
    const { layers, heads } = kernels.plan;
    const headSteps = readLayer === undefined ? steps : 1;
    this.#kernels = kernels;
    this.#steps = steps;
    this.#everyStep = readLayer === undefined ? layers.length : readLayer + 1;
    this.#hidden = layers.map(({ output }, l) => new Float32Array((l < this.#everyStep ? steps : 1) * output.length));
    this.#logits = heads.map(({ size }) => new Float32Array(headSteps * size));
    this.#probabilities = heads.map(({ size }) => new Float32Array(headSteps * size));
    this.#states = layers.flatMap(statePlaces).map(({ length }) => new Float32Array(length));
  }

  /** The layers that are seen at every step. */
  takeStep(slot: number, t: number): void {
    const { layers } = this.#kernels.plan;
    for (let l = 0; l < this.#everyStep; l++) this.#take(this.#hidden[l], slot, layers[l].output, t);
  }

  /** The layers that are seen once. */
  takeRead(slot: number): void {
    const { layers } = this.#kernels.plan;
    for (let l = this.#everyStep; l < layers.length; l++) this.#take(this.#hidden[l], slot, layers[l].output, 0);
  }

  /** The heads, as row `t` of their arrays. */
  takeHeads(slot: number, t: number): void {
    const { heads } = this.#kernels.plan;
    for (let h = 0; h < heads.length; h++) {
      const { logits, probabilities, size } = heads[h];
      this.#take(this.#logits[h], slot, { offset: logits, length: size }, t);
      this.#take(this.#probabilities[h], slot, { offset: probabilities, length: size }, t);
    }
  }

  /** The states of what goes forward from the slot of the last step, of what goes backward from that of the first. */
  takeStates(last: number, first: number): void {
    const places = this.#kernels.plan.layers.flatMap((layer) =>
      statePlaces(layer).map((place) => ({ place, slot: place.backward ? first : last })),
    );
    places.forEach(({ place, slot }, i) => {
      this.#take(this.#states[i], slot, place, 0);
    });
  }

  outputs(): SequenceOutputs {
    return new SequenceOutputs({
      steps: this.#steps,
      states: this.#states,
      logits: this.#logits,
      probabilities: this.#probabilities,
      hidden: this.#hidden,
    });
  }

  #take(to: Float32Array, slot: number, { offset, length }: Place, t: number): void {
    const start = (slot + offset) / 4;
    to.set(this.#kernels.memory.f32.subarray(start, start + length), t * length);
  }
}

/** The vectors of a layer's state in a slot. */
export function statePlaces({ states }: StagePlace): (Place & { readonly backward: boolean })[] {
  return states.flatMap(({ part, hidden, cell }) =>
    (cell ? [hidden, cell] : [hidden]).map((place) => ({ ...place, backward: part.direction === "backward" })),
  );
}
