import type { Weights } from "@rivulet/engine";
import type { RecurrentPass } from "./recurrent-pass.ts";
import type { StepGrid } from "./step-grid.ts";
import type { Vectors } from "./vectors.ts";

/** Where the gradient of a tensor adds up, by its name. */
export type Gradient = (name: string) => Float32Array;

/** One layer over a whole batch: forward with a tape, then the gradients. Vectors are padded: [padded numbers] a step. */
export interface LayerPass {
  /** Numbers of its output. */
  readonly size: number;
  /** What is recurrent in it: nothing in a dense layer, of a bidirectional one the forward direction before the backward. */
  readonly parts: readonly RecurrentPass[];
  load(weights: Weights): void;
  /** What the next layer sees; `initial`: the states of each part before its first step, default the layer's own. */
  forward(grid: StepGrid, inputs: Vectors, initial?: readonly Vectors[]): Vectors;
  /**
   * From d loss / d outputs, which stay as they are, to d loss / d inputs, adding the gradients of the weights. `dLast`: of
   * each part, d loss / d the state that each job ends in.
   */
  backward(grid: StepGrid, dOutputs: Vectors, gradient: Gradient, dLast?: readonly Vectors[]): Vectors;
}

/** A layer that goes forward can also be taken time by time: x⟨t⟩ may be written when all before t is known. */
export interface SteppedPass extends LayerPass {
  /** Room for what the next layer sees. */
  open(grid: StepGrid, inputs: Vectors, initial?: readonly Vectors[]): Vectors;
  step(t: number): void;
  /** Room for d loss / d inputs. */
  openBackward(dOutputs: Vectors, dLast?: readonly Vectors[]): Vectors;
  /** From the last time to the first. */
  stepBack(t: number): void;
  /** The gradients of the weights, once all times were gone back. */
  closeBackward(gradient: Gradient): void;
}

/** What belongs to each layer of what is told by part, lowest layer first. */
export function byLayer<T>(layers: readonly LayerPass[], parts: readonly T[]): readonly (readonly T[])[] {
  let from = 0;
  return layers.map((layer) => {
    const own = parts.slice(from, from + layer.parts.length);
    from += own.length;
    return own;
  });
}
