import type { ImportedModel } from "../imported-model.ts";
import type { Role } from "./dims.ts";

/** Where the numbers of an input of the graph belong. */
export type OnnxInput =
  /** `size` numbers of the dense vector of a step, from number `first`. */
  | { readonly name: string; readonly is: "dense"; readonly first: number; readonly size: number }
  /** One id a step: id i of `count` is id `first + i` of the model. `index`: along the last axis of the input. */
  | {
      readonly name: string;
      readonly is: "ids";
      readonly first: number;
      readonly count: number;
      readonly index?: number;
    }
  /** a⟨0⟩ or c⟨0⟩ of the layer (or direction) at `path`: what a session carries. `index`: along the axis of directions. */
  | {
      readonly name: string;
      readonly is: "state";
      readonly path: string;
      readonly vector: "hidden" | "cell";
      readonly index?: number;
    };

/** What an output of the graph, or one part of it, shows. */
export type OnnxReading =
  | {
      readonly of: "head";
      readonly head: number;
      readonly form: "logits" | "probabilities" | "log-probabilities" | "argmax";
      readonly steps: "each" | "last";
    }
  /** a⟨t⟩ or c⟨t⟩; `path` is `layers.1`, or `layers.1.backward` for one direction. */
  | {
      readonly of: "hidden" | "cell";
      readonly layer: number;
      readonly path: string;
      readonly steps: "each" | "last";
    };

export interface OnnxOutput {
  readonly name: string;
  /** What each axis counts; several roles, the slowest first, where axes are merged, and none where the extent is 1. */
  readonly axes: readonly (readonly (Role | undefined)[])[];
  /** One, or one for each index along the axis of role `part`. */
  readonly readings: readonly OnnxReading[];
}

/** A model that was imported, and how the inputs and outputs of the graph stand to it. */
export interface OnnxModel extends ImportedModel {
  readonly inputs: readonly OnnxInput[];
  readonly outputs: readonly OnnxOutput[];
}
