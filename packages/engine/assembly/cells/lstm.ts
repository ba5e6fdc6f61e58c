import { activate, slopes } from "../activation";
import { Layer, PEEPHOLES_CURRENT, PEEPHOLES_NONE, PEEPHOLES_PREVIOUS } from "../layer";
import { addScaled, copy } from "../vector";

/** The vector of `work` that holds Γo ∗ g(c⟨t⟩) where W_hr acts on it. */
export const PROJECTED: i32 = 5;

/**
 * State [a, c]; `work`: [Γi, Γf, c̃, Γo, g(c⟨t⟩)], on entry z = W_a a⟨t-1⟩ + W_x x⟨t⟩ + b of each gate. With a projection
 * a⟨t⟩ is not made yet: what it is made of becomes the sixth vector.
 */
export function lstmForward(layer: Layer, prev: usize, next: usize, work: usize): void {
  const n = layer.vectorBytes, mode = layer.peepholeMode, p = layer.peepholes;
  const i = work, f = work + n, g = work + 2 * n, o = work + 3 * n, out = work + 4 * n;
  const c0 = prev + layer.outputBytes, c1 = next + layer.outputBytes;
  if (mode != PEEPHOLES_NONE) addScaled(i, p, c0, n); // z_i += p_i ∗ c⟨t-1⟩
  if (mode != PEEPHOLES_NONE) addScaled(f, p + n, c0, n); // z_f += p_f ∗ c⟨t-1⟩
  if (mode == PEEPHOLES_PREVIOUS) addScaled(o, p + 2 * n, c0, n); // z_o += p_o ∗ c⟨t-1⟩
  activate(layer.gateActivation, i, 2 * n); // Γi, Γf = σ(z)
  if (layer.coupled) complement(f, i, n); // Γf = 1 − Γi
  activate(layer.activation, g, n); // c̃ = g(z_c)
  for (let j = 0; j < n; j += 16) {
    const kept = f32x4.mul(v128.load(f + j), v128.load(c0 + j));
    v128.store(c1 + j, f32x4.add(f32x4.mul(v128.load(i + j), v128.load(g + j)), kept)); // c⟨t⟩ = Γi ∗ c̃ + Γf ∗ c⟨t-1⟩
  }
  if (mode == PEEPHOLES_CURRENT) addScaled(o, p + 2 * n, c1, n); // z_o += p_o ∗ c⟨t⟩
  activate(layer.gateActivation, o, n); // Γo = σ(z_o)
  copy(out, c1, n);
  activate(layer.outputActivation, out, n);
  const a = layer.weightHr == 0 ? next : work + PROJECTED * n;
  for (let j = 0; j < n; j += 16) v128.store(a + j, f32x4.mul(v128.load(o + j), v128.load(out + j))); // a⟨t⟩ = Γo ∗ g(c⟨t⟩)
}

/**
 * da: of Γo ∗ g(c⟨t⟩), dc: of c⟨t⟩ from later steps; dWork: [dz_i, dz_f, dz_c, dz_o] and dPrev's c part out; dPeepholes: where
 * peephole gradients add up.
 */
export function lstmBackward(
  layer: Layer, prev: usize, next: usize, work: usize, dOutput: usize, dCell: usize, dWork: usize, dPrev: usize,
  dPeepholes: usize,
): void {
  const n = layer.vectorBytes, mode = layer.peepholeMode, p = layer.peepholes, gate = layer.gateActivation;
  const cell = layer.outputBytes;
  // Each gate's slope waits where its dz will be.
  slopes(gate, dWork, work, 2 * n);
  slopes(layer.activation, dWork + 2 * n, work + 2 * n, n);
  slopes(gate, dWork + 3 * n, work + 3 * n, n);
  slopes(layer.outputActivation, dWork + 4 * n, work + 4 * n, n);
  for (let j = 0; j < n; j += 16) {
    const i = v128.load(work + j), f = v128.load(work + n + j), g = v128.load(work + 2 * n + j);
    const o = v128.load(work + 3 * n + j), out = v128.load(work + 4 * n + j);
    const c0 = v128.load(prev + cell + j), da = v128.load(dOutput + j);
    const dzo = f32x4.mul(f32x4.mul(da, out), v128.load(dWork + 3 * n + j));
    let dc = f32x4.add(v128.load(dCell + j), f32x4.mul(f32x4.mul(da, o), v128.load(dWork + 4 * n + j)));
    if (mode == PEEPHOLES_CURRENT) dc = f32x4.add(dc, f32x4.mul(dzo, v128.load(p + 2 * n + j)));
    let dzi = f32x4.mul(f32x4.mul(dc, g), v128.load(dWork + j));
    let dzf = f32x4.mul(f32x4.mul(dc, c0), v128.load(dWork + n + j));
    if (layer.coupled) {
      dzi = f32x4.mul(f32x4.mul(dc, f32x4.sub(g, c0)), v128.load(dWork + j));
      dzf = f32x4.splat(0);
    }
    v128.store(dWork + j, dzi);
    v128.store(dWork + n + j, dzf);
    v128.store(dWork + 2 * n + j, f32x4.mul(f32x4.mul(dc, i), v128.load(dWork + 2 * n + j)));
    v128.store(dWork + 3 * n + j, dzo);
    let dc0 = f32x4.mul(dc, f);
    if (mode != PEEPHOLES_NONE) {
      dc0 = f32x4.add(dc0, f32x4.add(f32x4.mul(dzi, v128.load(p + j)), f32x4.mul(dzf, v128.load(p + n + j))));
      accumulate(dPeepholes + j, dzi, c0);
      accumulate(dPeepholes + n + j, dzf, c0);
      if (mode == PEEPHOLES_PREVIOUS) dc0 = f32x4.add(dc0, f32x4.mul(dzo, v128.load(p + 2 * n + j)));
      accumulate(dPeepholes + 2 * n + j, dzo, mode == PEEPHOLES_PREVIOUS ? c0 : v128.load(next + cell + j));
    }
    v128.store(dPrev + cell + j, dc0);
  }
}

/** to ← 1 − from */
function complement(to: usize, from: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += 16) v128.store(to + i, f32x4.sub(f32x4.splat(1), v128.load(from + i)));
}

@inline
function accumulate(sum: usize, a: v128, b: v128): void {
  v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(a, b)));
}
