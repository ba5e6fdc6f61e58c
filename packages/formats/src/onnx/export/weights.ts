import { dequantize, type StoredWeights, type Tensor } from "@rivulet/engine";

/** A tensor of the model; integers are made floats again. */
export function tensorOf(weights: StoredWeights, name: string): Tensor {
  return dequantize(weights[name]);
}

/** Wᵀ of a row-major matrix: [columns, rows]. */
export function transposed({ shape, data }: Tensor): Tensor {
  const [rows, columns] = shape;
  return {
    shape: [columns, rows],
    data: data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]),
  };
}
