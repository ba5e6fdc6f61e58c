import { activate, slopes } from "../activation";
import { Layer } from "../layer";

/** c⟨t⟩ = Γu ∗ c̃ + (1 − Γu) ∗ c⟨t-1⟩ = a⟨t⟩. `work`: [Γu, c̃]. */
export function simplifiedGruForward(layer: Layer, prev: usize, next: usize, work: usize): void {
  const n = layer.vectorBytes;
  const update = work, candidate = work + n;
  activate(layer.gateActivation, update, n); // Γu = σ(W_u [c⟨t-1⟩, x⟨t⟩] + b_u)
  activate(layer.activation, candidate, n); // c̃ = g(W_c [c⟨t-1⟩, x⟨t⟩] + b_c)
  for (let i = 0; i < n; i += 16) {
    const u = v128.load(update + i);
    const kept = f32x4.mul(f32x4.sub(f32x4.splat(1), u), v128.load(prev + i));
    v128.store(next + i, f32x4.add(f32x4.mul(u, v128.load(candidate + i)), kept));
  }
}

/** dWork: [dz_u, dz_c]; dPrev ← the part of dc⟨t-1⟩ that does not pass a product. */
export function simplifiedGruBackward(
  layer: Layer, prev: usize, work: usize, dNext: usize, dWork: usize, dPrev: usize,
): void {
  const n = layer.vectorBytes;
  slopes(layer.gateActivation, dWork, work, n);
  slopes(layer.activation, dWork + n, work + n, n);
  for (let i = 0; i < n; i += 16) {
    const u = v128.load(work + i), c = v128.load(work + n + i), d = v128.load(dNext + i);
    const du = f32x4.mul(d, f32x4.sub(c, v128.load(prev + i)));
    v128.store(dWork + i, f32x4.mul(du, v128.load(dWork + i)));
    v128.store(dWork + n + i, f32x4.mul(f32x4.mul(d, u), v128.load(dWork + n + i)));
    v128.store(dPrev + i, f32x4.mul(d, f32x4.sub(f32x4.splat(1), u)));
  }
}
