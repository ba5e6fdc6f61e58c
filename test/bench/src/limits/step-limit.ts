import type { CellName, LayerCase } from "../layer/layer.ts";

/** How the products of a step are made: floats rounded twice, floats fused, pairs of 16-bit integers, fours of bytes. */
export type Arithmetic = "f32" | "relaxed" | "int16" | "int8";

/** What 128-bit SIMD in WebAssembly does on a machine at best. */
export interface MachineLimits {
  /** Reading a buffer again and again, by its size, smallest first. */
  readonly reads: readonly { readonly bytes: number; readonly gigabytesPerSecond: number }[];
  /** Multiply-adds out of registers, 10⁹ a second; arithmetic that the platform does not have is left out. */
  readonly peaks: readonly { readonly arithmetic: Arithmetic; readonly gigaMultiplyAdds: number }[];
}

/** What one step of all sessions of a layer can't do without. */
export interface StepWork {
  /** Of weights, each read once however many sessions share it. */
  readonly bytes: number;
  readonly multiplyAdds: number;
}

export interface StepLimit extends StepWork {
  readonly microseconds: number;
  readonly boundBy: "reading" | "arithmetic";
}

/** Blocks of rows in the matrices of a cell. */
const gates: Readonly<Record<CellName, number>> = { lstm: 4, gru: 3, rnn: 1 };
const bytesOfWeight: Readonly<Record<Arithmetic, number>> = { f32: 4, relaxed: 4, int16: 2, int8: 1 };

/**
 * Dense input reads W_x, once for all the steps of a call, which can share it, and W_h at every step; a token reads a
 * row of floats of the folded table in place of W_x.
 */
export function stepWork(layer: LayerCase, arithmetic: Arithmetic, input: "dense" | "token"): StepWork {
  const { cell, hidden, batch, steps } = layer;
  const rows = gates[cell] * hidden;
  const matrix = rows * hidden * bytesOfWeight[arithmetic];
  const onInput = input === "token" ? rows * 4 * batch : matrix / steps;
  return { bytes: matrix + onInput, multiplyAdds: rows * hidden * batch * (input === "token" ? 1 : 2) };
}

/** The least time of the work, gate functions left out; undefined where the machine's limit was not measured. */
export function stepLimit(work: StepWork, arithmetic: Arithmetic, limits: MachineLimits): StepLimit | undefined {
  const peak = limits.peaks.find((one) => one.arithmetic === arithmetic)?.gigaMultiplyAdds;
  const bandwidth = bandwidthAt(work.bytes, limits);
  if (peak === undefined || bandwidth === undefined) return undefined;
  const reading = work.bytes / bandwidth / 1000;
  const computing = work.multiplyAdds / peak / 1000;
  return {
    ...work,
    microseconds: Math.max(reading, computing),
    boundBy: reading > computing ? "reading" : "arithmetic",
  };
}

/** That of the largest measured buffer that is no larger: caches near the core are faster, so that it stays a limit. */
function bandwidthAt(bytes: number, { reads }: MachineLimits): number | undefined {
  const noLarger = reads.filter((read) => read.bytes <= bytes);
  return (noLarger[noLarger.length - 1] ?? reads[0])?.gigabytesPerSecond;
}
