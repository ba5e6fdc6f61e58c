import type { Activation } from "../config.ts";
import type { KernelMemory } from "./kernel-memory.ts";

/** As numbered in assembly/activation.ts. */
const KINDS = [
  "tanh",
  "relu",
  "sigmoid",
  "hard-sigmoid",
  "linear",
  "softsign",
  "softplus",
  "affine",
  "leaky-relu",
  "thresholded-relu",
  "scaled-tanh",
  "elu",
];

/** Fields of `Activation` in assembly/activation.ts. */
const FIELDS = 4;

/** Writes an `Activation` whose argument is held to ±clip, 0 for no limit; returns its address. */
export function writeActivation(memory: KernelMemory, activation: Activation, clip = 0): number {
  const { kind, alpha, beta } = parameters(activation);
  const address = memory.allocate(FIELDS * 4);
  memory.i32[address / 4] = KINDS.indexOf(kind);
  memory.f32.set([alpha, beta, clip], address / 4 + 1);
  return address;
}

/**
 * Whether the slope is told by the value, which is all that a backward pass has: not where x below 0 and x above 0 give
 * the same.
 */
export function tellsSlope(activation: Activation): boolean {
  if (typeof activation === "string") return true;
  return (activation.kind !== "leaky-relu" && activation.kind !== "elu") || activation.alpha >= 0;
}

function parameters(activation: Activation): { kind: string; alpha: number; beta: number } {
  if (activation === "hard-sigmoid") return { kind: "hard-sigmoid", alpha: 0.2, beta: 0.5 };
  if (activation === "hard-sigmoid-6") return { kind: "hard-sigmoid", alpha: 1 / 6, beta: 0.5 };
  if (typeof activation === "string") return { kind: activation, alpha: 0, beta: 0 };
  return { beta: 0, ...activation };
}
