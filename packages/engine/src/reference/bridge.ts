import { outputSize } from "../cell-traits.ts";
import type { EncoderDecoderConfig } from "../encoder-decoder/encoder-decoder-config.ts";
import { decoderStates } from "../encoder-decoder/encoder-decoder-parts.ts";
import type { CellState } from "./cell.ts";
import { add, addOuterProduct, addTransposedProduct, product } from "./linear-algebra.ts";
import type { ReferenceForward } from "./network.ts";
import { type DoubleTensors, matrixOf } from "./tensors.ts";

/** From the encoder to the decoder's initial states, with the way back. */
export interface BridgePass {
  /** By recurrent layer of the decoder. */
  readonly states: readonly CellState[];
  /**
   * From the gradients of the states: adds to those of the weights and of the annotations, and gives those of the states
   * that the encoder's layers end in where these were copied.
   */
  backward(
    dStates: readonly CellState[],
    gradients: DoubleTensors,
    dAnnotations: readonly Float64Array[],
  ): readonly CellState[] | undefined;
}

export function bridge(
  config: EncoderDecoderConfig,
  tensors: DoubleTensors,
  encoder: ReferenceForward,
  annotations: readonly Float64Array[],
): BridgePass {
  if (config.bridge === "copy") {
    return { states: encoder.steps[encoder.steps.length - 1].states, backward: (dStates) => dStates };
  }
  const r = read(config, annotations);
  const states = decoderStates(config).map(([hidden], d) => {
    const y = product(matrixOf(tensors[`bridge.${d}.weight`]), r); // y = tanh(W r + b): a⟨0⟩, then c⟨0⟩
    add(y, tensors[`bridge.${d}.bias`].data);
    const state = y.map(Math.tanh);
    return { hidden: state.slice(0, hidden), cell: state.slice(hidden) };
  });
  return {
    states,
    backward(dStates, gradients, dAnnotations) {
      const dr = new Float64Array(r.length);
      states.forEach(({ hidden, cell }, d) => {
        const y = [...hidden, ...cell];
        const dy = [...dStates[d].hidden, ...dStates[d].cell];
        const dz = Float64Array.from(dy, (value, i) => value * (1 - y[i] ** 2));
        const [weight, bias] = ["weight", "bias"].map((name) => `bridge.${d}.${name}`);
        addOuterProduct(matrixOf(gradients[weight]), dz, r);
        add(gradients[bias].data, dz);
        addTransposedProduct(dr, matrixOf(tensors[weight]), dz);
      });
      readings(config, annotations.length).forEach(({ from, to, t }) => {
        add(dAnnotations[t].subarray(from, to), dr.subarray(from, to));
      });
      return undefined;
    },
  };
}

/** r: the last annotation, of what goes backward the first. */
function read(config: EncoderDecoderConfig, annotations: readonly Float64Array[]): Float64Array {
  return Float64Array.from(
    readings(config, annotations.length).flatMap(({ from, to, t }) => [...annotations[t].subarray(from, to)]),
  );
}

/** Which numbers of r are of which source step. */
function readings(config: EncoderDecoderConfig, steps: number): { from: number; to: number; t: number }[] {
  const top = config.encoder.layers[config.encoder.layers.length - 1];
  const to = outputSize(top);
  if (top.cell === "bidirectional") {
    const middle = outputSize(top.forward);
    return [
      { from: 0, to: middle, t: steps - 1 },
      { from: middle, to, t: 0 },
    ];
  }
  const isBackward = top.cell !== "dense" && top.direction === "backward";
  return [{ from: 0, to, t: isBackward ? 0 : steps - 1 }];
}
