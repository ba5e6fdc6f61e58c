import type { KerasLayer } from "./keras-layer.ts";

/** An array of weights, not read yet. */
export interface KerasArray {
  readonly shape: readonly number[];
  /** The numbers, row-major. */
  readonly read: () => Float32Array;
}

/** What the three kinds of file have in common. */
export interface KerasFile {
  /** Whose conventions hold: those of tf.keras 2 and TensorFlow.js, or of Keras 3. */
  readonly framework: "keras2" | "keras3";
  /** From the input to the output. */
  readonly layers: readonly KerasLayer[];
  /** The arrays of one layer in Keras's order: kernel, recurrent kernel, bias; forward before backward. */
  readonly arraysOf: (layer: KerasLayer) => readonly KerasArray[];
}
