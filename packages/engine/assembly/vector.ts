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
