// The full GRU. `work`: [c̃, Γu, Γr, e]: the candidate comes first so that W_x fills [c̃, Γu, Γr] and, where the reset acts
// after the product, W_a fills [Γu, Γr, e]. e is Γr ∗ c⟨t-1⟩ (reset before) or W_cc c⟨t-1⟩ + b_cc (reset after).

import { activate, slopes } from "../activation";
import { GRU_RESET_AFTER, Layer } from "../layer";
import { addScaled, multiply } from "../vector";

/** Γu, Γr and, where the reset acts before the product, what W_cc then acts on. */
export function gruGates(layer: Layer, prev: usize, work: usize): void {
  const n = layer.vectorBytes;
  const update = work + n, reset = work + 2 * n, extra = work + 3 * n;
  activate(layer.gateActivation, update, 2 * n); // Γu, Γr = σ(W [c⟨t-1⟩, x⟨t⟩] + b)
  if (layer.cell == GRU_RESET_AFTER) addScaled(work, reset, extra, n); // z_c += Γr ∗ (W_cc c⟨t-1⟩ + b_cc)
  else multiply(extra, reset, prev, n); // Γr ∗ c⟨t-1⟩
}

/** c̃ = g(z_c); c⟨t⟩ = Γu ∗ c̃ + (1 − Γu) ∗ c⟨t-1⟩, or with the roles of new and old changed. */
export function gruForward(layer: Layer, prev: usize, next: usize, work: usize): void {
  const n = layer.vectorBytes;
  const candidate = work, update = work + n;
  activate(layer.activation, candidate, n);
  for (let i = 0; i < n; i += 16) {
    const u = v128.load(update + i), rest = f32x4.sub(f32x4.splat(1), u);
    const c = v128.load(candidate + i), c0 = v128.load(prev + i);
    const sum = layer.updateKeepsOld
      ? f32x4.add(f32x4.mul(rest, c), f32x4.mul(u, c0))
      : f32x4.add(f32x4.mul(u, c), f32x4.mul(rest, c0));
    v128.store(next + i, sum);
  }
}

/** dWork: dz_c and dz_u; dPrev ← dc⟨t⟩ times what was kept. With the reset after, also dz_r and de; before, Γr's slope. */
export function gruBackward(layer: Layer, prev: usize, work: usize, dNext: usize, dWork: usize, dPrev: usize): void {
  const n = layer.vectorBytes;
  slopes(layer.activation, dWork, work, n);
  slopes(layer.gateActivation, dWork + n, work + n, 2 * n);
  for (let i = 0; i < n; i += 16) {
    const c = v128.load(work + i), u = v128.load(work + n + i), d = v128.load(dNext + i);
    const rest = f32x4.sub(f32x4.splat(1), u), difference = f32x4.sub(c, v128.load(prev + i));
    const old = layer.updateKeepsOld != 0;
    const dz = f32x4.mul(f32x4.mul(d, old ? rest : u), v128.load(dWork + i));
    const du = f32x4.mul(d, old ? f32x4.neg(difference) : difference);
    v128.store(dWork + i, dz);
    v128.store(dWork + n + i, f32x4.mul(du, v128.load(dWork + n + i)));
    v128.store(dPrev + i, f32x4.mul(d, old ? u : rest));
    if (layer.cell == GRU_RESET_AFTER) {
      const r = v128.load(work + 2 * n + i), dr = f32x4.mul(dz, v128.load(work + 3 * n + i));
      v128.store(dWork + 2 * n + i, f32x4.mul(dr, v128.load(dWork + 2 * n + i)));
      v128.store(dWork + 3 * n + i, f32x4.mul(dz, r));
    }
  }
}

/** Reset before, once dWork holds Γr's slope and, as e, W_ccᵀ dz_c: dz_r, and the part of dc⟨t-1⟩ that came through Γr ∗ c⟨t-1⟩. */
export function gruResetBackward(layer: Layer, prev: usize, work: usize, dWork: usize, dPrev: usize): void {
  const n = layer.vectorBytes;
  for (let i = 0; i < n; i += 16) {
    const r = v128.load(work + 2 * n + i), de = v128.load(dWork + 3 * n + i);
    const dr = f32x4.mul(de, v128.load(prev + i));
    v128.store(dWork + 2 * n + i, f32x4.mul(dr, v128.load(dWork + 2 * n + i)));
    v128.store(dPrev + i, f32x4.add(v128.load(dPrev + i), f32x4.mul(de, r)));
  }
}
