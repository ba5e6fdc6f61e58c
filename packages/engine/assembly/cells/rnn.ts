import { activate, slopes } from "../activation";
import { Layer } from "../layer";
import { copy } from "../vector";

/** a⟨t⟩ = g(z), z = W_aa a⟨t-1⟩ + W_ax x⟨t⟩ + b_a. `work`: [z → a⟨t⟩]. */
export function rnnForward(layer: Layer, next: usize, work: usize): void {
  activate(layer.activation, work, layer.vectorBytes);
  copy(next, work, layer.vectorBytes);
}

/** dz = da⟨t⟩ ∗ g′. */
export function rnnBackward(layer: Layer, work: usize, dNext: usize, dWork: usize): void {
  const n = layer.vectorBytes;
  slopes(layer.activation, dWork, work, n);
  for (let i = 0; i < n; i += 16) v128.store(dWork + i, f32x4.mul(v128.load(dNext + i), v128.load(dWork + i)));
}
