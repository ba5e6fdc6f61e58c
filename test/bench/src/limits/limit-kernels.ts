import { readFileSync } from "node:fs";
import { capabilities } from "@rivulet/engine";
import { buildLimits, type LimitFlavour, limitWasm } from "./build-limits.ts";

/** Exports of assembly/limits.as. */
export interface LimitKernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  read(start: number, bytes: number, times: number): number;
  multiplyAddFloats(turns: number): number;
  multiplyAddIntegers(turns: number): number;
  multiplyAddBytes(turns: number): number;
}

/** Bytes that `read` takes in one turn. */
export const READ_TURN = 96;
/** Multiply-adds of one turn. */
export const FLOATS_TURN = 48;
export const INTEGERS_TURN = 96;
export const BYTES_TURN = 96;

/** The little of WebAssembly that is used; the types of Node know none of it. */
interface WebAssemblyFace {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

/** The kernels, built where needed; the relaxed ones are undefined where the platform can't run them. */
export function loadLimitKernels(): { plain: LimitKernels; relaxed: LimitKernels | undefined } {
  buildLimits();
  return { plain: load("limits"), relaxed: capabilities().relaxedSimd ? load("limits-relaxed") : undefined };
}

function load(name: LimitFlavour): LimitKernels {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyFace }).WebAssembly;
  const module = new Module(readFileSync(limitWasm(name)));
  return new Instance(module).exports as LimitKernels;
}
