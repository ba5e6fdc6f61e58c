import type { ModelConfig } from "@rivulet/engine";
import { describe, expect, it } from "vitest";
import { refusal } from "../test/error-code.ts";
import { type LossOptions, resolveLosses } from "./losses/loss-options.ts";
import type { HeadTargets, Sequence } from "./sequence.ts";
import { Targets } from "./targets.ts";

const heads: ModelConfig["heads"] = [
  { name: "tag", size: 3, activation: "softmax" },
  { name: "mood", size: 2, activation: "sigmoid" },
];
const config: ModelConfig = { input: { kind: "one-hot", size: 2 }, layers: [{ cell: "rnn", hidden: 2 }], heads };

function count(
  targets: readonly (HeadTargets | undefined)[],
  weights?: Sequence["weights"],
  losses: Record<string, LossOptions> = {},
  shape: ModelConfig["shape"] = "many-to-many",
): number {
  const model = { ...config, shape } as ModelConfig;
  const sequence: Sequence = { steps: 3, ids: new Int32Array(3), targets, ...(weights && { weights }) };
  return new Targets(model, resolveLosses(model, losses, 0)).count([sequence]);
}

const classes = Int32Array.of(0, -1, 2);
const values = Float32Array.of(0, 1, 1, 1, 0, 0.5);
const ctc = { tag: { kind: "ctc" } } as const;

describe("Targets", () => {
  it("counts what has a target and a weight", () => {
    expect(count([classes, values])).toBe(5);
    expect(count([classes])).toBe(2);
    expect(count([undefined, values])).toBe(3);
    expect(count([])).toBe(0);
    expect(count([classes, values], [Float32Array.of(0, 1, 2), Float32Array.of(1, 0, 0)])).toBe(2);
    expect(count([Int32Array.of(1, 0)], undefined, ctc)).toBe(2);
    expect(count([Int32Array.of()], undefined, ctc)).toBe(1);
    expect(count([Int32Array.of(2), Float32Array.of(0, 1)], undefined, {}, "many-to-one")).toBe(2);
  });

  it.each<[string, () => number, string]>([
    ["values for classes", () => count([new Float32Array(3)]), "expected classes as 32-bit integers, came floats"],
    [
      "classes for values",
      () => count([classes, new Int32Array(6)]),
      "expected values as 32-bit floats, came integers",
    ],
    ["too few classes", () => count([Int32Array.of(1)]), "expected 3 classes, came 1"],
    ["a class that is none", () => count([Int32Array.of(0, 3, 0)]), "from −1 to 2, came 3 at step 1"],
    [
      "a class for each step of a many-to-one model",
      () => count([classes], undefined, {}, "many-to-one"),
      "expected 1 classes, came 3",
    ],
    ["too few values", () => count([classes, new Float32Array(3)]), "expected 3 × 2 values, came 3"],
    ["a value past 1", () => count([classes, Float32Array.of(0, 0, 0, 2, 0, 0)]), "from 0 to 1, came 2 at step 1"],
    ["NaN", () => count([classes, Float32Array.of(0, 0, 0, 0, Number.NaN, 0)]), "came NaN at step 2"],
    ["too few weights", () => count([classes], [Float32Array.of(1)]), "expected 3 weights, came 1"],
    [
      "a negative weight",
      () => count([classes], [Float32Array.of(1, -1, 1)]),
      "expected weights from 0 on, came -1 at step 1",
    ],
    ["the blank as a label", () => count([Int32Array.of(2)], undefined, ctc), "other than the blank 2, came 2"],
    [
      "more labels than steps",
      () => count([Int32Array.of(0, 0, 1)], undefined, ctc),
      "expected labels that 3 steps can say, came such as need 4",
    ],
  ])("refuses %s with TARGET_INVALID", (_, act, text) => {
    const refused = refusal(act);
    expect(refused?.code).toBe("TARGET_INVALID");
    expect(refused?.message).toContain(text);
    expect(refused?.message).toMatch(/, in sequence 0 of the batch, head (tag|mood)$/);
  });
});
