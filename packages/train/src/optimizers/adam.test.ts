import { describe, expect, it } from "vitest";
import { Adam } from "./adam.ts";

const f = Math.fround;

describe("Adam", () => {
  it("takes the first two steps as worked out by hand, decay apart from the gradient", () => {
    // β₁ 0.5, β₂ 0.75, ε 0, rate 0.1, decay 0.2, θ 1, g 2 then −1.
    const adam = new Adam({ kind: "adam", beta1: 0.5, beta2: 0.75, epsilon: 0, weightDecay: 0.2 }, 1);
    const theta = Float32Array.of(1);
    adam.apply(theta, Float32Array.of(2), 0, 1, { update: 1, rate: 0.1, scale: 1 });
    // m 1, v 1; m̂ = 1/0.5 = 2, v̂ = 1/0.25 = 4; θ = 1 · (1 − 0.1 · 0.2) − 0.1 · 2/2 = 0.88
    expect(adam.moments.map(([moment]) => moment)).toEqual([1, 1]);
    expect(theta[0]).toBe(f(0.88));
    adam.apply(theta, Float32Array.of(-1), 0, 1, { update: 2, rate: 0.1, scale: 1 });
    // m 0.5 · 1 − 0.5 = 0, v 0.75 + 0.25 = 1: only the decay moves θ: 0.88 · 0.98 = 0.8624
    expect(adam.moments.map(([moment]) => moment)).toEqual([0, 1]);
    expect(theta[0]).toBeCloseTo(0.8624, 7);
    adam.apply(theta, Float32Array.of(2), 0, 1, { update: 3, rate: 0.1, scale: 1 });
    // m 1, v 1.75; m̂ = 1/0.875, v̂ = 1.75/(1 − 0.421875)
    expect(theta[0]).toBeCloseTo(0.8624 * 0.98 - (0.1 * (1 / 0.875)) / Math.sqrt(1.75 / 0.578125), 7);
  });

  it("first moves by the rate against the sign of any gradient", () => {
    const adam = new Adam({ kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-12, weightDecay: 0 }, 3);
    const theta = new Float32Array(3);
    adam.apply(theta, Float32Array.of(1e-3, -5, 100), 0, 3, { update: 1, rate: 0.01, scale: 1 });
    [-0.01, 0.01, -0.01].forEach((moved, i) => {
      expect(theta[i]).toBeCloseTo(moved, 7);
    });
  });

  it("adds ε to the corrected root, not to the raw one", () => {
    const adam = new Adam({ kind: "adam", beta1: 0, beta2: 0.75, epsilon: 1, weightDecay: 0 }, 1);
    const theta = new Float32Array(1);
    adam.apply(theta, Float32Array.of(3), 0, 1, { update: 1, rate: 1, scale: 1 });
    expect(theta[0]).toBe(-f(3 / (3 + 1)));
  });

  it("touches its range alone and takes the gradient times scale", () => {
    const options = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 } as const;
    const [one, other] = [new Adam(options, 4), new Adam(options, 4)];
    const [a, b] = [Float32Array.of(1, 2, 3, 4), Float32Array.of(1, 2, 3, 4)];
    one.apply(a, Float32Array.of(8, 8, 8, 8), 1, 2, { update: 1, rate: 0.1, scale: 0.25 });
    other.apply(b, Float32Array.of(2, 2, 2, 2), 1, 2, { update: 1, rate: 0.1, scale: 1 });
    expect(a).toEqual(b);
    expect([a[0], a[3]]).toEqual([1, 4]);
    expect(a[1]).not.toBe(2);
    expect(one.moments[0][0]).toBe(0);
  });
});
