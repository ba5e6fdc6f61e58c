import { expect, it } from "vitest";
import { Sgd } from "./sgd.ts";

const step = (scale = 1) => ({ update: 1, rate: 0.5, scale });

it("adds up gradients with momentum: under a constant gradient v nears g / (1 − momentum)", () => {
  const sgd = new Sgd({ kind: "sgd", momentum: 0.5 }, 1);
  const theta = Float32Array.of(10);
  const seen = [0, 1, 2].map(() => {
    sgd.apply(theta, Float32Array.of(4), 0, 1, step());
    return theta[0];
  });
  // v: 4, 6, 7; θ falls by half of each
  expect(seen).toEqual([8, 5, 1.5]);
  for (let i = 0; i < 60; i++) sgd.apply(theta, Float32Array.of(4), 0, 1, step());
  expect(sgd.moments[0][0]).toBeCloseTo(8, 6);
});

it("without momentum solves θ²/2 by θ ← (1 − rate) θ, in its range alone", () => {
  const sgd = new Sgd({ kind: "sgd", momentum: 0 }, 3);
  const theta = Float32Array.of(16, 16, 16);
  for (let i = 0; i < 3; i++) sgd.apply(theta, theta.slice(), 1, 1, step());
  expect([...theta]).toEqual([16, 2, 16]);
});

it("takes the gradient times scale", () => {
  const sgd = new Sgd({ kind: "sgd", momentum: 0 }, 1);
  const theta = Float32Array.of(1);
  sgd.apply(theta, Float32Array.of(8), 0, 1, step(0.125));
  expect(theta[0]).toBe(0.5);
});
