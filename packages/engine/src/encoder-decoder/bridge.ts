import type { MatrixRecord } from "../kernels/matrix-record.ts";
import { padded } from "../kernels/panels.ts";
import { dequantize, type StoredWeights } from "../tensors.ts";
import type { EncoderDecoderConfig } from "./encoder-decoder-config.ts";
import { annotationSize, decoderStates } from "./encoder-decoder-parts.ts";
import type { SourceWorkspace } from "./source-workspace.ts";

/** tanh(W r + b) of one recurrent layer of the decoder. */
interface Affine {
  readonly matrix: MatrixRecord;
  readonly bias: Float32Array;
  readonly sizes: readonly number[];
}

/** The dense bridge: the decoder's initial state from what was read of the encoder. */
export class Bridge {
  readonly #workspace: SourceWorkspace;
  readonly #layers: readonly Affine[];
  readonly #read: number;
  readonly #state: number;

  constructor(config: EncoderDecoderConfig, weights: StoredWeights, workspace: SourceWorkspace) {
    this.#workspace = workspace;
    this.#layers = decoderStates(config).map((sizes, d) => ({
      matrix: workspace.matrix(weights[`bridge.${d}.weight`]),
      bias: dequantize(weights[`bridge.${d}.bias`]).data,
      sizes,
    }));
    this.#read = workspace.vector(annotationSize(config));
    this.#state = workspace.vector(Math.max(...this.#layers.map(({ bias }) => bias.length)));
  }

  /** By layer a⟨0⟩, then c⟨0⟩ where there is one. */
  states(read: Float32Array): Float32Array[] {
    const workspace = this.#workspace;
    workspace.view(this.#read, read.length).set(read);
    return this.#layers.flatMap(({ matrix, bias, sizes }) => {
      const rows = padded(bias.length);
      workspace.view(this.#state, rows).fill(0).set(bias);
      workspace.multiply(matrix, this.#read, this.#state);
      workspace.kernels.tanhVector(this.#state, rows * 4);
      let from = 0;
      return sizes.map((size) => {
        const state = workspace.view(this.#state, from + size).slice(from);
        from += size;
        return state;
      });
    });
  }
}
