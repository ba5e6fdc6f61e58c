import type { ModelConfig } from "./config.ts";

/**
 * The layer whose last step a many-to-one model reads: its highest recurrent one, of which each direction is read at its own
 * last step. What is above it, dense layers and heads, sees this one step. Undefined where every step is read; −1 where no
 * layer is recurrent.
 */
export function readLayer({ shape, layers }: ModelConfig): number | undefined {
  return shape === "many-to-one"
    ? Math.max(
        0,
        layers.findLastIndex(({ cell }) => cell !== "dense"),
      )
    : undefined;
}
