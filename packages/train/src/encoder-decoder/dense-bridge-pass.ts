import type { Weights } from "@rivulet/engine";
import { padded } from "@rivulet/engine/training";
import type { Workspace } from "../network/kernels.ts";
import { LinearPass } from "../network/linear-pass.ts";
import { addSum } from "../network/outer-products.ts";
import { allocateVectors, type Vectors } from "../network/vectors.ts";

/** tanh(W r + b) of one recurrent layer of the decoder, over a batch. */
export class DenseBridgePass {
  readonly #workspace: Workspace;
  readonly #path: string;
  /** Row of W for each number of the state in kernel memory, where each of its vectors is padded. */
  readonly #map: Int32Array;
  readonly #linear: LinearPass;
  readonly #bias: number;
  #states: Vectors | undefined;

  /** `sizes`: numbers of each vector of the state; `columns`: numbers of r. */
  constructor(workspace: Workspace, path: string, sizes: readonly number[], columns: number) {
    this.#workspace = workspace;
    this.#path = path;
    this.#map = stateRows(sizes);
    this.#linear = new LinearPass(workspace, this.#map, columns);
    this.#bias = workspace.memory.allocateZeros(this.#map.length * 4);
  }

  load(weights: Weights): void {
    const { f32 } = this.#workspace.memory;
    const bias = weights[`${this.#path}.bias`].data;
    this.#linear.load(weights[`${this.#path}.weight`].data);
    this.#map.forEach((row, i) => {
      if (row >= 0) f32[this.#bias / 4 + i] = bias[row];
    });
  }

  /** The layer's states before the first step, one a job. */
  forward(read: Vectors): Vectors {
    const { memory, kernels } = this.#workspace;
    const states = allocateVectors(memory, read.count, this.#map.length);
    for (let job = 0; job < read.count; job++) {
      kernels.addVector(states.base + job * states.bytes, this.#bias, states.bytes);
    }
    this.#linear.forward(sourceOf(read), sourceOf(states), read.count);
    kernels.tanhVector(states.base, read.count * states.bytes);
    this.#states = states;
    return states;
  }

  /** From d loss / d states, which it changes, to d loss / d r, which it adds to. */
  backward(read: Vectors, dStates: Vectors, dRead: Vectors, gradient: (name: string) => Float32Array): void {
    const { kernels } = this.#workspace;
    const { base, bytes } = this.#states as Vectors;
    kernels.tanhVectorBackward(dStates.base, base, dStates.count * bytes);
    this.#linear.backward(sourceOf(dStates), sourceOf(dRead), read.count);
    this.#linear.addGradient(sourceOf(dStates), sourceOf(read), read.count, gradient(`${this.#path}.weight`));
    addSum(this.#workspace, sourceOf(dStates), this.#map, read.count, gradient(`${this.#path}.bias`));
  }
}

function stateRows(sizes: readonly number[]): Int32Array {
  let row = 0;
  return Int32Array.from(
    sizes.flatMap((size) => Array.from({ length: padded(size) }, (_, i) => (i < size ? row++ : -1))),
  );
}

function sourceOf({ addresses }: Vectors) {
  return { addresses, offset: 0 };
}
