import type { BidirectionalLayer } from "@rivulet/engine";

/** Indices of the first numbers of the two vectors and of what is made of them. */
export interface MergePlace {
  readonly first: number;
  readonly firstSize: number;
  readonly second: number;
  readonly secondSize: number;
  readonly merged: number;
}

/** One way to make one vector of two. */
export interface Merge {
  forward(f32: Float32Array, place: MergePlace): void;
  /** Adds to `d.first` and `d.second` from `d.merged`. */
  backward(f32: Float32Array, place: MergePlace, d: MergePlace): void;
}

const concat: Merge = {
  forward(f32, { first, firstSize, second, secondSize, merged }) {
    f32.copyWithin(merged, first, first + firstSize);
    f32.copyWithin(merged + firstSize, second, second + secondSize);
  },
  backward(f32, { firstSize, secondSize }, d) {
    for (let k = 0; k < firstSize; k++) f32[d.first + k] += f32[d.merged + k];
    for (let k = 0; k < secondSize; k++) f32[d.second + k] += f32[d.merged + firstSize + k];
  },
};

const multiply: Merge = {
  forward(f32, { first, firstSize, second, merged }) {
    for (let k = 0; k < firstSize; k++) f32[merged + k] = f32[first + k] * f32[second + k];
  },
  backward(f32, { first, firstSize, second }, d) {
    for (let k = 0; k < firstSize; k++) {
      f32[d.first + k] += f32[d.merged + k] * f32[second + k];
      f32[d.second + k] += f32[d.merged + k] * f32[first + k];
    }
  },
};

/** factor · (first + second) */
function scaledSum(factor: number): Merge {
  return {
    forward(f32, { first, firstSize, second, merged }) {
      for (let k = 0; k < firstSize; k++) f32[merged + k] = factor * Math.fround(f32[first + k] + f32[second + k]);
    },
    backward(f32, { firstSize }, d) {
      for (let k = 0; k < firstSize; k++) {
        f32[d.first + k] += factor * f32[d.merged + k];
        f32[d.second + k] += factor * f32[d.merged + k];
      }
    },
  };
}

/** What a bidirectional layer makes of its two a⟨t⟩, by the name of the merge. */
export const mergePasses: Readonly<Record<NonNullable<BidirectionalLayer["merge"]>, Merge>> = {
  concat,
  multiply,
  sum: scaledSum(1),
  average: scaledSum(0.5),
};
