import { inputSize, type ModelConfig, outputSize, type Weights } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { createSteppedPass } from "../network/create-layer-pass.ts";
import type { Workspace } from "../network/kernels.ts";
import { byLayer, type Gradient, type SteppedPass } from "../network/layer-pass.ts";
import type { StepGrid } from "../network/step-grid.ts";
import type { Vectors } from "../network/vectors.ts";
import type { AttentionBatch, AttentionPass } from "./attention-pass.ts";

/** Attention in the decoder's way, and the number of x⟨t⟩ that the context begins at. */
export interface DecoderAttention {
  readonly pass: AttentionPass;
  readonly column: number;
  /** The layer whose a⟨t-1⟩ asks. */
  readonly query: number;
}

/** The decoder's layers over a batch, time by time: x⟨t⟩ holds what attention makes of the states of t−1. */
export class DecoderPass {
  /** Numbers of what the top layer gives. */
  readonly size: number;
  readonly #layers: readonly SteppedPass[];
  readonly #attention: DecoderAttention | undefined;

  constructor(workspace: Workspace, config: ModelConfig, attention: DecoderAttention | undefined) {
    this.#attention = attention;
    let below = inputSize(config);
    this.#layers = config.layers.map((layer, l) => {
      if (layer.cell === "bidirectional") {
        throw new RivuletError("CONFIG_INVALID", "expected a decoder that goes forward, came a bidirectional layer");
      }
      const columns = below;
      below = outputSize(layer);
      return createSteppedPass(workspace, layer, { path: `decoder.layers.${l}`, columns });
    });
    this.size = below;
  }

  load(weights: Weights): void {
    for (const layer of this.#layers) layer.load(weights);
  }

  /** What the top layer gives. `initial`: the states of each recurrent layer before the first step, one a job. */
  forward(
    grid: StepGrid,
    inputs: Vectors,
    initial: readonly Vectors[],
    source: Omit<AttentionBatch, "target" | "states">,
  ): Vectors {
    const attention = this.#attention;
    const states = byLayer(this.#layers, initial);
    let below = inputs;
    this.#layers.forEach((layer, l) => {
      below = layer.open(grid, below, states[l]);
    });
    if (attention) {
      const [{ previous }] = this.#layers[attention.query].parts;
      attention.pass.open({ ...source, target: grid, states: previous });
    }
    for (let t = 0; t < grid.times; t++) {
      attention?.pass.attend(t, inputs, attention.column);
      for (const layer of this.#layers) layer.step(t);
    }
    return below;
  }

  /** From d loss / d what the top layer gives to d loss / d x⟨t⟩ and, where there is attention, `dAnnotations`. */
  backward(
    grid: StepGrid,
    dTops: Vectors,
    dAnnotations: Vectors,
    gradient: Gradient,
  ): { readonly dInputs: Vectors; readonly dInitial: readonly Vectors[] } {
    const attention = this.#attention;
    let dInputs = dTops;
    for (const layer of this.#layers.toReversed()) dInputs = layer.openBackward(dInputs);
    attention?.pass.openBackward(dAnnotations);
    for (let t = grid.times - 1; t >= 0; t--) {
      for (const layer of this.#layers.toReversed()) layer.stepBack(t);
      if (!attention) continue;
      const [{ dPrevious }] = this.#layers[attention.query].parts;
      attention.pass.goBack(t, dInputs, attention.column, dPrevious);
    }
    for (const layer of this.#layers) layer.closeBackward(gradient);
    attention?.pass.closeBackward(gradient);
    return { dInputs, dInitial: this.#layers.flatMap(({ parts }) => parts.map((part) => part.dInitial)) };
  }
}
