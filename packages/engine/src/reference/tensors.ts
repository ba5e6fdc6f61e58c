import { RivuletError } from "@rivulet/errors";
import { cellTraits } from "../cell-traits.ts";
import type { ModelConfig } from "../config.ts";
import { weightShapes } from "../weights.ts";
import type { LayerWeights } from "./cell.ts";
import type { Matrix } from "./linear-algebra.ts";

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
export function zeroTensors(config: ModelConfig): DoubleTensors {
  return Object.fromEntries(
    [...weightShapes(config)].map(([name, shape]) => [name, { shape, data: new Float64Array(sizeOf(shape)) }]),
  );
}

/** The weights in double precision; Float64Array data is used as it is. Throws WEIGHTS_INVALID. */
export function doubleTensors(config: ModelConfig, weights: ReferenceWeights): DoubleTensors {
  return Object.fromEntries(
    [...weightShapes(config)].map(([name, shape]) => {
      const data = weights[name]?.data;
      if (data?.length !== sizeOf(shape)) {
        const came = data === undefined ? "no such tensor" : `${data.length} numbers`;
        throw new RivuletError("WEIGHTS_INVALID", `expected ${name} of shape [${shape.join(", ")}], came ${came}`);
      }
      return [name, { shape, data: data instanceof Float64Array ? data : Float64Array.from(data) }];
    }),
  );
}

/** The tensors of layer `l` cut into gates; views, so that what is added to them is added to the tensors. */
export function layerWeights(config: ModelConfig, tensors: DoubleTensors, l: number): LayerWeights {
  const { gates } = cellTraits(config.layers[l]);
  const { hidden } = config.layers[l];
  const tensor = (name: string) => tensors[`layers.${l}.${name}`];
  const rowsOf = ({ shape, data }: DoubleTensor, gate: number): Matrix => ({
    rows: hidden,
    columns: shape[1],
    data: data.subarray(gate * hidden * shape[1], (gate + 1) * hidden * shape[1]),
  });
  const blockOf = (data: Float64Array, block: number) => data.subarray(block * hidden, (block + 1) * hidden);
  const peepholes = tensors[`layers.${l}.peepholes`];
  return {
    gates: gates.map((_, gate) => ({
      Wa: rowsOf(tensor("weightHh"), gate),
      Wx: rowsOf(tensor("weightIh"), gate),
      b: blockOf(tensor("bias").data, gate),
    })),
    biasHh: tensors[`layers.${l}.biasHh`]?.data ?? new Float64Array(0),
    peepholes: peepholes === undefined ? [] : [0, 1, 2].map((block) => blockOf(peepholes.data, block)),
  };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
