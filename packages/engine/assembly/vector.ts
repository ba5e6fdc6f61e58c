// Element-wise helpers over vectors of `bytes` bytes (a multiple of 16).

/** to ← from. A loop: memory.copy leaves WebAssembly, which costs more than these vectors. */
export function copy(to: usize, from: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
}

/** to ← 0 */
export function clear(to: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += 16) v128.store(to + i, f32x4.splat(0));
}

/** to += from */
export function add(to: usize, from: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += 16) v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
}

/** to += a ∗ b */
export function addScaled(to: usize, a: usize, b: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += 16) {
    v128.store(to + i, f32x4.add(v128.load(to + i), f32x4.mul(v128.load(a + i), v128.load(b + i))));
  }
}

/** to ← a ∗ b */
export function multiply(to: usize, a: usize, b: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += 16) v128.store(to + i, f32x4.mul(v128.load(a + i), v128.load(b + i)));
}

/** to += the sum of `count` vectors behind an array of addresses; bytes: a multiple of 32. Summed as doubles, rounded once. */
export function addAll(to: usize, vectors: usize, count: i32, bytes: i32): void {
  const end = vectors + (count << 2);
  for (let i = 0; i < bytes; i += 32) {
    let a = doubles(to + i, 0), b = doubles(to + i, 8), c = doubles(to + i, 16), d = doubles(to + i, 24);
    for (let at = vectors; at < end; at += 4) {
      const from = load<usize>(at) + i;
      a = f64x2.add(a, doubles(from, 0));
      b = f64x2.add(b, doubles(from, 8));
      c = f64x2.add(c, doubles(from, 16));
      d = f64x2.add(d, doubles(from, 24));
    }
    v128.store64_lane(to + i, f32x4.demote_f64x2_zero(a), 0, 0);
    v128.store64_lane(to + i, f32x4.demote_f64x2_zero(b), 0, 8);
    v128.store64_lane(to + i, f32x4.demote_f64x2_zero(c), 0, 16);
    v128.store64_lane(to + i, f32x4.demote_f64x2_zero(d), 0, 24);
  }
}

/** Two floats as doubles. */
@inline
function doubles(at: usize, offset: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at + offset));
}
