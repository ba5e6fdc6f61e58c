import { layerParts } from "../cell-traits.ts";
import type { LayerConfig } from "../config.ts";
import type { CellState } from "./cell.ts";
import { add } from "./linear-algebra.ts";
import { merge, mergeBackward } from "./merge.ts";
import type { DoubleTensors } from "./tensors.ts";
import { denseTrack, recurrentTrack, type Track } from "./track.ts";

/** Of which steps an output of a layer is made: of each of its tracks, and of x⟨t⟩ for a residual link. */
export interface OutputRow {
  readonly tracks: readonly number[];
  readonly input: number;
}

/** One layer over a whole sequence. */
export interface LayerPass {
  readonly inputs: readonly Float64Array[];
  readonly tracks: readonly Track[];
  output(row: OutputRow): Float64Array;
  /** From the gradients of the outputs `rows` (and of the last states) to dx⟨t⟩ by step and to those of the initial states. */
  backward(
    rows: readonly OutputRow[],
    dOutputs: readonly Float64Array[],
    gradients: DoubleTensors,
    dLast: readonly (CellState | undefined)[],
  ): { readonly dInputs: readonly Float64Array[]; readonly dInitial: readonly CellState[] };
}

/** Runs layer `index` over its inputs; `initial`: the state before the first step of each of its recurrent parts. */
export function layerPass(
  layer: LayerConfig,
  index: number,
  tensors: DoubleTensors,
  inputs: readonly Float64Array[],
  initial: readonly CellState[],
): LayerPass {
  const tracks =
    layer.cell === "dense"
      ? [denseTrack(layer, `layers.${index}`, tensors, inputs)]
      : layerParts(layer, index, inputs[0]?.length ?? 0).map((part, i) =>
          recurrentTrack(part, tensors, inputs, initial[i]),
        );
  const partsOf = (row: OutputRow) => tracks.map(({ outputs }, i) => outputs[row.tracks[i]]);
  return {
    inputs,
    tracks,
    output(row) {
      const output = merge(layer, partsOf(row));
      if (layer.residual) add(output, inputs[row.input]);
      return output;
    },
    backward(rows, dOutputs, gradients, dLast) {
      const dTracks = tracks.map(({ outputs }) => outputs.map(({ length }) => new Float64Array(length)));
      const dInputs = inputs.map(({ length }) => new Float64Array(length));
      rows.forEach((row, r) => {
        mergeBackward(layer, partsOf(row), dOutputs[r]).forEach((d, i) => {
          add(dTracks[i][row.tracks[i]], d);
        });
        if (layer.residual) add(dInputs[row.input], dOutputs[r]);
      });
      const dInitial = tracks.flatMap((track, i) => {
        const back = track.backward(dTracks[i], gradients, dLast[i]);
        back.dInputs.forEach((d, t) => {
          add(dInputs[t], d);
        });
        return back.dInitial;
      });
      return { dInputs, dInitial };
    },
  };
}

/** An output a step. */
export function everyStep(steps: number): OutputRow[] {
  return Array.from({ length: steps }, (_, t) => ({ tracks: [t, t], input: t }));
}

/** The one output that a many-to-one model reads of layer `layer`: what goes backward ends at the first step. */
export function lastStep(layer: LayerConfig, steps: number): OutputRow {
  const [first, last] = [0, steps - 1];
  if (layer.cell === "bidirectional") return { tracks: [last, first], input: last };
  const at = layer.cell !== "dense" && layer.direction === "backward" ? first : last;
  return { tracks: [at], input: at };
}
