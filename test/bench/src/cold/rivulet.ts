import { HIDDEN, numbers, report } from "./layer.ts";

const matrix = { shape: [4 * HIDDEN, HIDDEN], data: numbers(4 * HIDDEN * HIDDEN) };
const weights = {
  "layers.0.weightIh": matrix,
  "layers.0.weightHh": matrix,
  "layers.0.bias": { shape: [4 * HIDDEN], data: numbers(4 * HIDDEN) },
  "heads.0.weight": { shape: [1, HIDDEN], data: numbers(HIDDEN) },
  "heads.0.bias": { shape: [1], data: numbers(1) },
};
const x = numbers(HIDDEN);

const start = performance.now();
const { Model } = await import("@rivulet/engine");
const model = Model.create(
  {
    input: { kind: "dense", size: HIDDEN },
    layers: [{ cell: "lstm", hidden: HIDDEN }],
    heads: [{ name: "value", size: 1, activation: "none" }],
  },
  weights,
);
const session = model.createSession();
session.step(x);
report(start, session.hidden());
