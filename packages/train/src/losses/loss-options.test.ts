import type { HeadConfig, ModelConfig } from "@rivulet/engine";
import { describe, expect, it } from "vitest";
import { refusal } from "../../test/error-code.ts";
import { type LossOptions, resolveLosses } from "./loss-options.ts";

const heads: readonly HeadConfig[] = [
  { name: "tag", size: 4, activation: "softmax" },
  { name: "mood", size: 3, activation: "sigmoid" },
  { name: "value", size: 2, activation: "none" },
];
const config: ModelConfig = { input: { kind: "dense", size: 1 }, layers: [{ cell: "rnn", hidden: 2 }], heads };

describe("resolveLosses", () => {
  it("takes the loss that goes with the activation, and the training's label smoothing", () => {
    expect(resolveLosses(config, {}, 0.1)).toEqual([
      { kind: "categorical", labelSmoothing: 0.1 },
      { kind: "binary" },
      { kind: "squared" },
    ]);
  });

  it("takes what is chosen by the head's name", () => {
    const sampled = { kind: "sampled", samples: 3 } as const;
    expect(resolveLosses(config, { tag: sampled }, 0.1)[0]).toEqual(sampled);
    const own = { kind: "categorical", labelSmoothing: 0, classWeights: [1, 2, 0, 1] } as const;
    expect(resolveLosses(config, { tag: own }, 0.1)[0]).toEqual(own);
  });

  it.each<[string, Record<string, LossOptions>, string]>([
    ["an unknown head", { tags: { kind: "ctc" } }, "expected losses for heads out of tag, mood, value, came tags"],
    ["another activation's", { mood: { kind: "ctc" } }, "whose activation is sigmoid, to be binary, came ctc"],
    [
      "another activation's",
      { tag: { kind: "squared" } },
      "expected the loss of head tag, whose activation is softmax, to be categorical, sampled, ctc, came squared",
    ],
    [
      "too many samples",
      { tag: { kind: "sampled", samples: 4 } },
      "expected samples in the loss of head tag to be a whole number from 1 to 3, came 4",
    ],
    [
      "no class's blank",
      { tag: { kind: "ctc", blank: 4 } },
      "blank in the loss of head tag to be a whole number from 0 to 3",
    ],
    ["half a blank", { tag: { kind: "ctc", blank: 0.5 } }, "came 0.5"],
    ["smoothing all away", { tag: { kind: "categorical", labelSmoothing: 1 } }, "a number from 0 to 0.999, came 1"],
    ["too few class weights", { value: { kind: "squared", classWeights: [1] } }, "expected 2 classWeights"],
    [
      "a negative class weight",
      { mood: { kind: "binary", classWeights: [1, -1, 1] } },
      "expected classWeights[1] in the loss of head mood to be a number from 0 to 1000000, came -1",
    ],
  ])("refuses %s with TRAINING_CONFIG_INVALID", (_, losses, text) => {
    const refused = refusal(() => resolveLosses(config, losses, 0));
    expect(refused?.code).toBe("TRAINING_CONFIG_INVALID");
    expect(refused?.message).toContain(text);
  });
});
