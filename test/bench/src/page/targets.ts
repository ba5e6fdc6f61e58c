import type { Arithmetic } from "../limits/step-limit.ts";

/** What was promised: how many times faster than a peer, by hidden size. */
export interface RatioTarget {
  readonly what: string;
  /** Engines by their names in the tables. */
  readonly ours: string;
  readonly peer: string;
  readonly arithmetic: Arithmetic;
  readonly input: "dense" | "token";
  /** Sessions a call; `any`: the least ratio of all calls that were measured, of many steps too. */
  readonly batch: number | "any";
  readonly least: Readonly<Record<number, number>>;
}

export const SIZES: readonly number[] = [64, 128, 256, 512];

const f32 = { ours: "rivulet f32", arithmetic: "f32", input: "dense" } as const;
const relaxed = { ours: "rivulet relaxed", arithmetic: "relaxed", input: "dense" } as const;
const int16 = { ours: "rivulet int16", arithmetic: "int16", input: "dense" } as const;
const int8 = { ours: "rivulet int8", arithmetic: "int8", input: "dense" } as const;
const int8Tokens = { ours: "rivulet int8, tokens", arithmetic: "int8", input: "token" } as const;
const int16Tokens = { ours: "rivulet int16, tokens", arithmetic: "int16", input: "token" } as const;

/** Ratios of medians in one run, Node 24, the peers on one thread. What was promised of int16 is asked of int8, too. */
export const targets: readonly RatioTarget[] = [
  {
    ...f32,
    what: "one step, f32 deterministic",
    peer: "onnxruntime-node f32",
    batch: 1,
    least: { 64: 9, 128: 3.5, 256: 1.7, 512: 1.3 },
  },
  {
    ...relaxed,
    what: "one step, relaxed",
    peer: "onnxruntime-node f32",
    batch: 1,
    least: { 64: 11, 128: 4.5, 256: 2.1, 512: 1.5 },
  },
  {
    ...int16,
    what: "one step, int16",
    peer: "onnxruntime-node f32",
    batch: 1,
    least: { 64: 14, 128: 5.5, 256: 3, 512: 2.5 },
  },
  {
    ...int16,
    what: "one step, int16",
    peer: "onnxruntime-node int8",
    batch: 1,
    least: { 64: 13, 128: 4.5, 256: 1.8, 512: 1.15 },
  },
  {
    ...int16Tokens,
    what: "one step on tokens, int16",
    peer: "onnxruntime-node f32",
    batch: 1,
    least: { 64: 22, 128: 10, 256: 5, 512: 4 },
  },
  {
    ...int16Tokens,
    what: "16 sessions on tokens, int16",
    peer: "onnxruntime-node f32",
    batch: 16,
    least: { 64: 2.2, 128: 2, 256: 1.5, 512: 1.5 },
  },
  {
    ...int8,
    what: "one step, int8",
    peer: "onnxruntime-node f32",
    batch: 1,
    least: { 64: 14, 128: 5.5, 256: 3, 512: 2.5 },
  },
  {
    ...int8,
    what: "one step, int8",
    peer: "onnxruntime-node int8",
    batch: 1,
    least: { 64: 13, 128: 4.5, 256: 1.8, 512: 1.15 },
  },
  {
    ...int8Tokens,
    what: "one step on tokens, int8",
    peer: "onnxruntime-node f32",
    batch: 1,
    least: { 64: 22, 128: 10, 256: 5, 512: 4 },
  },
  {
    ...int8Tokens,
    what: "16 sessions on tokens, int8",
    peer: "onnxruntime-node f32",
    batch: 16,
    least: { 64: 2.2, 128: 2, 256: 1.5, 512: 1.5 },
  },
  {
    ...f32,
    what: "any f32 call",
    peer: "onnxruntime-web f32",
    batch: "any",
    least: { 64: 2, 128: 2, 256: 1.8, 512: 1.7 },
  },
  {
    ...f32,
    what: "any f32 call",
    peer: "tfjs-wasm f32",
    batch: "any",
    least: { 64: 3, 128: 3, 256: 3, 512: 3 },
  },
];

/** GRU and vanilla may fall behind the LSTM's ratio by a fifth. */
export const OTHER_CELLS = 0.8;

const NODE20_LEAST = 1.2;

export const NODE20_SIZES: readonly number[] = [16, 32, ...SIZES];

/** Node 20, whose V8 knows no relaxed SIMD: f32 at every size, every cell. */
export const node20Target: RatioTarget = {
  ...f32,
  what: "Node 20, one step, f32 deterministic",
  peer: "onnxruntime-node f32",
  batch: 1,
  least: Object.fromEntries(NODE20_SIZES.map((size) => [size, NODE20_LEAST])),
};
