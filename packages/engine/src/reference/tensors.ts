import { RivuletError } from "@rivulet/errors";
import { cellTraits, stateSizes } from "../cell-traits.ts";
import type { RecurrentLayerConfig } from "../config.ts";
import type { AnyModelConfig } from "../encoder-decoder/encoder-decoder-config.ts";
import { anyWeightShapes } from "../encoder-decoder/encoder-decoder-weights.ts";
import type { CellState, LayerWeights } from "./cell.ts";
import { add, type Matrix } from "./linear-algebra.ts";

/** Weights of a model as the engine has them, or in double precision. */
export type ReferenceWeights = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: Float32Array | Float64Array }>
>;

/** One named array of doubles, row-major. */
export interface DoubleTensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** The tensors of a model, or their gradients, by the names of `weightShapes`. */
export type DoubleTensors = Readonly<Record<string, DoubleTensor>>;

/** A tensor of zeros for every weight of the configuration. */
export function zeroTensors(config: AnyModelConfig): DoubleTensors {
  return Object.fromEntries(
    [...anyWeightShapes(config)].map(([name, shape]) => [name, { shape, data: new Float64Array(sizeOf(shape)) }]),
  );
}

/** The weights in double precision; Float64Array data is used as it is. Throws WEIGHTS_INVALID. */
export function doubleTensors(config: AnyModelConfig, weights: ReferenceWeights): DoubleTensors {
  return Object.fromEntries(
    [...anyWeightShapes(config)].map(([name, shape]) => {
      const data = weights[name]?.data;
      if (data?.length !== sizeOf(shape)) {
        const came = data === undefined ? "no such tensor" : `${data.length} numbers`;
        throw new RivuletError("WEIGHTS_INVALID", `expected ${name} of shape [${shape.join(", ")}], came ${came}`);
      }
      return [name, { shape, data: data instanceof Float64Array ? data : Float64Array.from(data) }];
    }),
  );
}

/** The tensors of the layer at `path` cut into gates; views, so that what is added to them is added to the tensors. */
export function layerWeights(layer: RecurrentLayerConfig, tensors: DoubleTensors, path: string): LayerWeights {
  const { gates } = cellTraits(layer);
  const { hidden } = layer;
  const rowsOf = ({ shape, data }: DoubleTensor, gate: number): Matrix => ({
    rows: hidden,
    columns: shape[1],
    data: data.subarray(gate * hidden * shape[1], (gate + 1) * hidden * shape[1]),
  });
  const blockOf = (data: Float64Array, block: number) => data.subarray(block * hidden, (block + 1) * hidden);
  const peepholes = tensors[`${path}.peepholes`];
  const projection = tensors[`${path}.weightHr`];
  return {
    gates: gates.map((_, gate) => ({
      Wa: rowsOf(tensors[`${path}.weightHh`], gate),
      Wx: rowsOf(tensors[`${path}.weightIh`], gate),
      b: blockOf(tensors[`${path}.bias`].data, gate),
    })),
    biasHh: tensors[`${path}.biasHh`]?.data ?? new Float64Array(0),
    peepholes: peepholes === undefined ? [] : [0, 1, 2].map((block) => blockOf(peepholes.data, block)),
    projection: projection && matrixOf(projection),
  };
}

/** A tensor of two dimensions as the matrix that it is; a view. */
export function matrixOf({ shape, data }: DoubleTensor): Matrix {
  return { rows: shape[0], columns: shape[1], data };
}

/** The state before the first step: the layer's own tensors where it is learned, else zeros. Views of the tensors. */
export function initialState(layer: RecurrentLayerConfig, tensors: DoubleTensors, path: string): CellState {
  const [hidden, cell = 0] = stateSizes(layer);
  return {
    hidden: tensors[`${path}.initialHidden`]?.data ?? new Float64Array(hidden),
    cell: tensors[`${path}.initialCell`]?.data ?? new Float64Array(cell),
  };
}

/** Adds da⟨0⟩ and dc⟨0⟩ to the gradients of the layer's initial state, where that is learned. */
export function initialStateBackward(gradients: DoubleTensors, path: string, dState: CellState): void {
  const hidden = gradients[`${path}.initialHidden`];
  const cell = gradients[`${path}.initialCell`];
  if (hidden) add(hidden.data, dState.hidden);
  if (cell) add(cell.data, dState.cell);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
