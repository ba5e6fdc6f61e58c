import { describe, expect, it } from "vitest";
import type { LayerConfig, ModelConfig } from "../config.ts";
import type { Weights } from "../tensors.ts";
import { weightShapes } from "../weights.ts";
import { activations, referenceForward } from "./index.ts";

// One unit, one input: the equations can be written out with plain numbers.
const x = 0.7;
const before = { hidden: Float64Array.of(-0.4), cell: Float64Array.of(0.9) };
const a = -0.4;
const c = 0.9;
const σ = activations.sigmoid.value;
const { tanh } = Math;

/** One step of a layer of one unit; `numbers` by tensor name, without `layers.0.`. */
function step(layer: LayerConfig, numbers: Record<string, number[]>): { hidden: number; cell: number | undefined } {
  const config: ModelConfig = { input: { kind: "dense", size: 1 }, layers: [layer], heads: [] };
  const weights: Weights = Object.fromEntries(
    [...weightShapes(config)].map(([name, shape]) => [
      name,
      { shape, data: Float32Array.from(numbers[name.slice("layers.0.".length)]) },
    ]),
  );
  const state = referenceForward(config, weights, [Float64Array.of(x)], [before]).steps[0].states[0];
  return { hidden: state.hidden[0], cell: state.cell[0] };
}

// Powers of two are exact in single precision, so nothing is rounded on the way in.
const four = { weightIh: [0.5, -1, 2, 0.25], weightHh: [1, 0.125, -0.5, 4], bias: [0.25, 0.5, -0.125, -1] };
const three = { weightIh: [0.5, -1, 2], weightHh: [1, 0.125, -0.5], bias: [0.25, 0.5, -0.125] };
const two = { weightIh: [0.5, -1], weightHh: [1, 0.125], bias: [0.25, 0.5] };

describe("one step in plain numbers", () => {
  it("vanilla", () => {
    const numbers = { weightIh: [0.5], weightHh: [2], bias: [0.25] };
    expect(step({ cell: "rnn", hidden: 1 }, numbers).hidden).toBeCloseTo(tanh(2 * a + 0.5 * x + 0.25), 15);
    expect(step({ cell: "rnn", hidden: 1, activation: "relu" }, numbers).hidden).toBe(0);
  });

  it("simplified GRU: rows Γu, c̃; Γu keeps the new", () => {
    const u = σ(a + 0.5 * x + 0.25);
    const candidate = tanh(0.125 * a - x + 0.5);
    expect(step({ cell: "simplified-gru", hidden: 1 }, two).hidden).toBeCloseTo(u * candidate + (1 - u) * a, 15);
  });

  it("GRU: rows Γu, Γr, c̃; both resets and both meanings of Γu", () => {
    const u = σ(a + 0.5 * x + 0.25);
    const r = σ(0.125 * a - x + 0.5);
    const resetBefore = tanh(-0.5 * (r * a) + 2 * x - 0.125);
    const resetAfter = tanh(r * (-0.5 * a + 0.0625) + 2 * x - 0.125);
    const withBiasHh = { ...three, biasHh: [0.0625] };
    const gru = { cell: "gru", hidden: 1 } as const;
    expect(step({ ...gru, reset: "before" }, three).hidden).toBeCloseTo(u * resetBefore + (1 - u) * a, 15);
    expect(step({ ...gru, reset: "before", updateKeeps: "old" }, three).hidden).toBeCloseTo(
      (1 - u) * resetBefore + u * a,
      15,
    );
    expect(step({ ...gru, reset: "after" }, withBiasHh).hidden).toBeCloseTo(u * resetAfter + (1 - u) * a, 15);
    expect(step({ ...gru, reset: "after", updateKeeps: "old" }, withBiasHh).hidden).toBeCloseTo(
      (1 - u) * resetAfter + u * a,
      15,
    );
  });

  it("LSTM: rows Γi, Γf, c̃, Γo; peepholes of all gates on c⟨t-1⟩, or of the output gate on c⟨t⟩", () => {
    const [pi, pf, po] = [0.5, -0.25, 2];
    const lstm = (peep: 0 | 1, output: "previous" | "current") => {
      const i = σ(a + 0.5 * x + 0.25 + peep * pi * c);
      const f = σ(0.125 * a - x + 0.5 + peep * pf * c);
      const cell = i * tanh(-0.5 * a + 2 * x - 0.125) + f * c;
      const o = σ(4 * a + 0.25 * x - 1 + peep * po * (output === "current" ? cell : c));
      return { hidden: o * tanh(cell), cell };
    };
    const withPeepholes = { ...four, peepholes: [pi, pf, po] };
    for (const [peepholes, numbers, expected] of [
      ["none", four, lstm(0, "previous")],
      ["previous", withPeepholes, lstm(1, "previous")],
      ["current", withPeepholes, lstm(1, "current")],
    ] as const) {
      const result = step({ cell: "lstm", hidden: 1, peepholes }, numbers);
      expect(result.hidden).toBeCloseTo(expected.hidden, 15);
      expect(result.cell).toBeCloseTo(expected.cell, 15);
    }
  });

  it("the two slopes of the hard sigmoid", () => {
    expect([-3, -2.5, 0, 1, 2.5, 3].map(activations["hard-sigmoid"].value)).toEqual([0, 0, 0.5, 0.7, 1, 1]);
    expect([-4, -3, 0, 1.5, 3, 4].map(activations["hard-sigmoid-6"].value)).toEqual([0, 0, 0.5, 0.75, 1, 1]);
  });
});
