import type { ModelConfig } from "@rivulet/engine";
import { cellVariants } from "@rivulet/engine/reference";
import { describe, expect, it } from "vitest";
import { initialise } from "./initialise.ts";
import { ParameterLayout } from "./parameters.ts";

const HIDDEN = 25;

function first(layer: ModelConfig["layers"][number], seed: number, chrono?: number) {
  const config: ModelConfig = {
    input: { kind: "embedding", tables: [{ name: "word", rows: 200, size: 10 }] },
    layers: [layer, { cell: "lstm", hidden: 9, peepholes: "current" }],
    heads: [{ name: "tag", size: 6, activation: "softmax" }],
  };
  const layout = new ParameterLayout(config);
  const flat = new Float32Array(layout.length).fill(Number.NaN);
  initialise(config, layout, flat, seed, chrono);
  return { layout, flat, view: (name: string) => layout.view(flat, name) };
}

describe.each(cellVariants(HIDDEN).map((layer) => [JSON.stringify(layer), layer] as const))("%s", (_, layer) => {
  it("draws weights in ±1/√H of their layer, all over that range; biases are 0 but the forget gate's 1", () => {
    const { layout, view, flat } = first(layer, 1);
    expect(flat.every(Number.isFinite)).toBe(true);
    for (const { name } of layout.places) {
      const values = view(name);
      const bound = 1 / Math.sqrt(name.startsWith("layers.0") ? HIDDEN : 9);
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      if (name.includes(".weight")) {
        expect(largest, name).toBeLessThanOrEqual(bound);
        expect(largest, name).toBeGreaterThan(0.8 * bound);
      } else if (
        name.endsWith(".bias") &&
        name.startsWith("layers.") &&
        (name.startsWith("layers.1") || layer.cell === "lstm")
      ) {
        const hidden = name.startsWith("layers.0") ? HIDDEN : 9;
        expect([...values], name).toEqual(lstmBias(hidden));
      } else if (!name.startsWith("embedding.")) {
        expect(largest, name).toBe(0);
      }
    }
  });

  it("gives the same bits for the same seed and others for another", () => {
    expect(first(layer, 5).flat).toEqual(first(layer, 5).flat);
    expect(first(layer, 5).flat).not.toEqual(first(layer, 6).flat);
  });
});

/** Biases of an LSTM: input 0, forget 1, candidate 0, output 0. */
function lstmBias(hidden: number): number[] {
  return [0, 1, 0, 0].flatMap((value) => new Array<number>(hidden).fill(value));
}

it("draws embeddings with deviation 0.1 around 0", () => {
  const values = first({ cell: "rnn", hidden: 5 }, 2).view("embedding.word");
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  expect(Math.abs(mean)).toBeLessThan(0.01);
  expect(deviation).toBeGreaterThan(0.09);
  expect(deviation).toBeLessThan(0.11);
});

describe("with chrono, gates start to remember for 1 to chrono − 1 steps", () => {
  const CHRONO = 101;
  /** e to the bias of each unit: the steps that it is drawn for. */
  const steps = (layer: ModelConfig["layers"][number], gate: number) =>
    [
      ...first(layer, 3, CHRONO)
        .view("layers.0.bias")
        .subarray(gate * HIDDEN, (gate + 1) * HIDDEN),
    ].map(Math.exp);

  it.each([
    ["LSTM, forget gate", { cell: "lstm", hidden: HIDDEN }, 1],
    ["GRU whose update gate keeps the old", { cell: "gru", hidden: HIDDEN, reset: "after", updateKeeps: "old" }, 0],
  ] as const)("%s", (_, layer, gate) => {
    const drawn = steps(layer, gate);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(CHRONO - 1 + 1e-3);
    expect(Math.max(...drawn)).toBeGreaterThan(CHRONO / 2);
  });

  it.each([
    ["LSTM, input gate", { cell: "lstm", hidden: HIDDEN }, 0],
    ["GRU whose update gate keeps the new", { cell: "gru", hidden: HIDDEN, reset: "before" }, 0],
    ["simplified GRU", { cell: "simplified-gru", hidden: HIDDEN }, 0],
  ] as const)("%s, the other way round", (_, layer, gate) => {
    const drawn = steps(layer, gate).map((value) => 1 / value);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(1 - 1e-6);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(CHRONO - 1 + 1e-3);
    expect(Math.max(...drawn)).toBeGreaterThan(CHRONO / 2);
  });

  it("leaves a unit without gates, and all else, as it was", () => {
    expect(
      first({ cell: "rnn", hidden: HIDDEN }, 3, CHRONO)
        .view("layers.0.bias")
        .every((bias) => bias === 0),
    ).toBe(true);
    const lstm = { cell: "lstm", hidden: HIDDEN } as const;
    const [own, usual] = [first(lstm, 3, CHRONO), first(lstm, 3)];
    expect(own.view("layers.0.weightHh")).toEqual(usual.view("layers.0.weightHh"));
  });
});
