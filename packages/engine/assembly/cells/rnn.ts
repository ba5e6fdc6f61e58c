import { activate, slope4 } from "../activation";
import { Layer } from "../layer";
import { copy } from "../vector";

/** a⟨t⟩ = g(z), z = W_aa a⟨t-1⟩ + W_ax x⟨t⟩ + b_a. `work`: [z → a⟨t⟩]. */
export function rnnForward(layer: Layer, next: usize, work: usize): void {
  activate(layer.activation, work, layer.vectorBytes);
  copy(next, work, layer.vectorBytes);
}

/** dz = da⟨t⟩ ∗ g′. */
export function rnnBackward(layer: Layer, work: usize, dNext: usize, dWork: usize): void {
  for (let i = 0, n = layer.vectorBytes; i < n; i += 16) {
    const slope = slope4(layer.activation, v128.load(work + i));
    v128.store(dWork + i, f32x4.mul(v128.load(dNext + i), slope));
  }
}
