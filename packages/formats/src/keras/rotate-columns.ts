import type { Tensor, Weights } from "@rivulet/engine";

/** The matrix [H, K] for vectors whose first `count` numbers have come to stand behind the others. */
export function rotateColumns<T extends Tensor>(matrix: T, count: number): T {
  if (count === 0) return matrix;
  const { shape, data } = matrix;
  const columns = shape[1];
  const rotated = Float32Array.from(data, (_, i) => data[i - (i % columns) + (((i % columns) + count) % columns)]);
  return { ...matrix, data: rotated };
}

/** The tensors of a layer, or of both directions of one, for an x⟨t⟩ that is turned so. */
export function rotateInputs(tensors: Weights, count: number): Weights {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [
      name,
      name.endsWith(".weightIh") ? rotateColumns(tensor, count) : tensor,
    ]),
  );
}
