// z += W x for one or many (x, z) at once. W lies in panels: 24 rows wide (then at most one of 16 and one of 8), inside a
// panel column after column, so that each lane is a row and x_k is splatted. Every path adds, per row, the products of 24
// columns in a row and these sums onto what z holds, in f32, without fusing: one session alone, two in a tile or a whole
// sequence give the same bits.

import { multiplyAdd } from "./multiply-add";

/** Bytes of the columns of x that are summed by themselves: a long sum in single precision loses digits. */
const BLOCK: usize = 24 << 2;

/** Set where the compiler keeps nine vectors in registers: six rows by one x then take two columns a turn. V8 before 12 spills. */
export let twoColumns: bool = false;

export function setTwoColumns(on: bool): void {
  twoColumns = on;
}

/** xs, zs: arrays of `count` byte addresses, to each of which xOffset (zOffset) is added. */
export function addProduct(
  panels: usize, rows: i32, k: i32,
  xs: usize, xOffset: usize, zs: usize, zOffset: usize, count: i32,
): void {
  let left = rows;
  for (; left >= 24; left -= 24) {
    let job = 0;
    for (; job + 2 <= count; job += 2) {
      const x0 = load<usize>(xs + (job << 2)) + xOffset;
      const x1 = load<usize>(xs + (job << 2), 4) + xOffset;
      const z0 = load<usize>(zs + (job << 2)) + zOffset;
      const z1 = load<usize>(zs + (job << 2), 4) + zOffset;
      tile3x2(panels, k, x0, x1, z0, z1);
      tile3x2(panels + 48, k, x0, x1, z0 + 48, z1 + 48);
    }
    if (job < count) {
      const x = load<usize>(xs + (job << 2)) + xOffset, z = load<usize>(zs + (job << 2)) + zOffset;
      tile6x1(panels, k, x, z);
    }
    panels += k * 96;
    zOffset += 96;
  }
  if (left >= 16) {
    for (let job = 0; job < count; job++) {
      tile4x1(panels, k, load<usize>(xs + (job << 2)) + xOffset, load<usize>(zs + (job << 2)) + zOffset);
    }
    left -= 16;
    panels += k * 64;
    zOffset += 64;
  }
  if (left > 0) {
    for (let job = 0; job < count; job++) {
      tile2x1(panels, k, load<usize>(xs + (job << 2)) + xOffset, load<usize>(zs + (job << 2)) + zOffset);
    }
  }
}

/** Six row vectors, one x; two columns a turn or one, in the same order. */
function tile6x1(w: usize, k: i32, x: usize, z: usize): void {
  let f0 = v128.load(z, 0), f1 = v128.load(z, 16), f2 = v128.load(z, 32);
  let f3 = v128.load(z, 48), f4 = v128.load(z, 64), f5 = v128.load(z, 80);
  for (const end = x + (k << 2); x < end; ) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0;
    const stop = min(end, x + BLOCK);
    if (twoColumns) {
      for (; x + 8 <= stop; x += 8, w += 192) {
        let s = v128.load32_splat(x);
        a0 = multiplyAdd(s, v128.load(w, 0), a0);
        a1 = multiplyAdd(s, v128.load(w, 16), a1);
        a2 = multiplyAdd(s, v128.load(w, 32), a2);
        a3 = multiplyAdd(s, v128.load(w, 48), a3);
        a4 = multiplyAdd(s, v128.load(w, 64), a4);
        a5 = multiplyAdd(s, v128.load(w, 80), a5);
        s = v128.load32_splat(x, 4);
        a0 = multiplyAdd(s, v128.load(w, 96), a0);
        a1 = multiplyAdd(s, v128.load(w, 112), a1);
        a2 = multiplyAdd(s, v128.load(w, 128), a2);
        a3 = multiplyAdd(s, v128.load(w, 144), a3);
        a4 = multiplyAdd(s, v128.load(w, 160), a4);
        a5 = multiplyAdd(s, v128.load(w, 176), a5);
      }
    }
    for (; x < stop; x += 4, w += 96) {
      const s = v128.load32_splat(x);
      a0 = multiplyAdd(s, v128.load(w, 0), a0);
      a1 = multiplyAdd(s, v128.load(w, 16), a1);
      a2 = multiplyAdd(s, v128.load(w, 32), a2);
      a3 = multiplyAdd(s, v128.load(w, 48), a3);
      a4 = multiplyAdd(s, v128.load(w, 64), a4);
      a5 = multiplyAdd(s, v128.load(w, 80), a5);
    }
    f0 = f32x4.add(f0, a0);
    f1 = f32x4.add(f1, a1);
    f2 = f32x4.add(f2, a2);
    f3 = f32x4.add(f3, a3);
    f4 = f32x4.add(f4, a4);
    f5 = f32x4.add(f5, a5);
  }
  v128.store(z, f0, 0);
  v128.store(z, f1, 16);
  v128.store(z, f2, 32);
  v128.store(z, f3, 48);
  v128.store(z, f4, 64);
  v128.store(z, f5, 80);
}

/** Four row vectors, one x. */
function tile4x1(w: usize, k: i32, x: usize, z: usize): void {
  let f0 = v128.load(z, 0), f1 = v128.load(z, 16), f2 = v128.load(z, 32), f3 = v128.load(z, 48);
  for (const end = x + (k << 2); x < end; ) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
    for (const stop = min(end, x + BLOCK); x < stop; x += 4, w += 64) {
      const s = v128.load32_splat(x);
      a0 = multiplyAdd(s, v128.load(w, 0), a0);
      a1 = multiplyAdd(s, v128.load(w, 16), a1);
      a2 = multiplyAdd(s, v128.load(w, 32), a2);
      a3 = multiplyAdd(s, v128.load(w, 48), a3);
    }
    f0 = f32x4.add(f0, a0);
    f1 = f32x4.add(f1, a1);
    f2 = f32x4.add(f2, a2);
    f3 = f32x4.add(f3, a3);
  }
  v128.store(z, f0, 0);
  v128.store(z, f1, 16);
  v128.store(z, f2, 32);
  v128.store(z, f3, 48);
}

/** Two row vectors, one x. */
function tile2x1(w: usize, k: i32, x: usize, z: usize): void {
  let f0 = v128.load(z, 0), f1 = v128.load(z, 16);
  for (const end = x + (k << 2); x < end; ) {
    let a0 = f32x4.splat(0), a1 = a0;
    for (const stop = min(end, x + BLOCK); x < stop; x += 4, w += 32) {
      const s = v128.load32_splat(x);
      a0 = multiplyAdd(s, v128.load(w, 0), a0);
      a1 = multiplyAdd(s, v128.load(w, 16), a1);
    }
    f0 = f32x4.add(f0, a0);
    f1 = f32x4.add(f1, a1);
  }
  v128.store(z, f0, 0);
  v128.store(z, f1, 16);
}

/** Three row vectors of a 24-row panel, two x: six accumulators, and each weight read serves both. */
function tile3x2(w: usize, k: i32, x0: usize, x1: usize, z0: usize, z1: usize): void {
  let f0 = v128.load(z0, 0), f1 = v128.load(z0, 16), f2 = v128.load(z0, 32);
  let g0 = v128.load(z1, 0), g1 = v128.load(z1, 16), g2 = v128.load(z1, 32);
  for (const end = x0 + (k << 2); x0 < end; ) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, b0 = a0, b1 = a0, b2 = a0;
    for (const stop = min(end, x0 + BLOCK); x0 < stop; x0 += 4, x1 += 4, w += 96) {
      const s = v128.load32_splat(x0), t = v128.load32_splat(x1);
      const w0 = v128.load(w, 0), w1 = v128.load(w, 16), w2 = v128.load(w, 32);
      a0 = multiplyAdd(s, w0, a0);
      b0 = multiplyAdd(t, w0, b0);
      a1 = multiplyAdd(s, w1, a1);
      b1 = multiplyAdd(t, w1, b1);
      a2 = multiplyAdd(s, w2, a2);
      b2 = multiplyAdd(t, w2, b2);
    }
    f0 = f32x4.add(f0, a0);
    f1 = f32x4.add(f1, a1);
    f2 = f32x4.add(f2, a2);
    g0 = f32x4.add(g0, b0);
    g1 = f32x4.add(g1, b1);
    g2 = f32x4.add(g2, b2);
  }
  v128.store(z0, f0, 0);
  v128.store(z0, f1, 16);
  v128.store(z0, f2, 32);
  v128.store(z1, g0, 0);
  v128.store(z1, g1, 16);
  v128.store(z1, g2, 32);
}
