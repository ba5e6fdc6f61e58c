import { encoderDecoderVariants, randomWeights, seededNumbers } from "@rivulet/engine/reference";
import { expect, it } from "vitest";
import { describeModel } from "../describe-model.ts";
import { formatDescription } from "./format-description.ts";

it("tells an encoder–decoder's two stacks and what lies between them", () => {
  for (const config of encoderDecoderVariants()) {
    const weights = randomWeights(config, seededNumbers(1));
    const description = describeModel({ task: "translator", config, weights, about: {} }, 1000);
    const numbers = Object.values(weights).reduce((sum, { data }) => sum + data.length, 0);
    expect(description).toMatchObject({ parameters: numbers, weightBytes: 4 * numbers, config });
    const titles = formatDescription(description)
      .split("\n")
      .map((line) => line.slice(0, 14).trim());
    expect(titles.slice(5, titles.indexOf("weights"))).toEqual([
      "shape",
      "encoder",
      "input",
      ...config.encoder.layers.map((_, l) => `layer ${l}`),
      "bridge",
      "attention",
      "decoder",
      "input",
      ...config.decoder.layers.map((_, l) => `layer ${l}`),
      "head 0",
    ]);
    expect(formatDescription(description)).toContain(`attention     ${config.attention?.kind ?? "none"}`);
  }
});
