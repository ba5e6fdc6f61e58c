import { RivuletError } from "@rivulet/errors";
import { describe, expect, it } from "vitest";
import { defaultTaggerRecipe, readRecipe } from "./tagger-recipe.ts";

describe("readRecipe", () => {
  it("is the default where nothing is changed", () => {
    expect(readRecipe({})).toEqual(defaultTaggerRecipe);
  });

  it("changes what is named, deep down, and nothing else", () => {
    const recipe = readRecipe({
      layers: [{ cell: "rnn", hidden: 3 }],
      delays: [0],
      training: { schedule: { warmup: 7 }, optimizer: { kind: "sgd", momentum: 0.5 } },
      about: { licence: "CC BY-SA 4.0" },
    });
    const { training } = defaultTaggerRecipe;
    expect(recipe).toEqual({
      ...defaultTaggerRecipe,
      layers: [{ cell: "rnn", hidden: 3 }],
      delays: [0],
      training: {
        ...training,
        schedule: { ...training.schedule, warmup: 7 },
        optimizer: { kind: "sgd", momentum: 0.5 },
      },
      about: { licence: "CC BY-SA 4.0" },
    });
  });

  it("takes the options of a training that have no default", () => {
    const losses = { delay0: { kind: "categorical", classWeights: [1, 2] } } as const;
    const { training } = readRecipe({ training: { clipValue: 0.5, losses } });
    expect(training).toEqual({ ...defaultTaggerRecipe.training, clipValue: 0.5, losses });
  });

  it("reads back what it gave, as the model file's metadata hold it", () => {
    const recipe = readRecipe({ training: { epochs: 3 }, minCount: 1 });
    expect(readRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
  });

  it.each([
    ["an unknown key", { epochs: 3 }, "in the configuration, came epochs"],
    ["an unknown key deep down", { training: { schedule: { warm: 3 } } }, "training.schedule, came warm"],
    ["text for a number", { minCount: "2" }, 'expected the configuration.minCount to be a number, came "2"'],
    ["a number for a group", { training: 3 }, "to be like {"],
    ["text for an optional number", { training: { truncate: "5" } }, 'training.truncate to be a number, came "5"'],
    ["null", { training: null }, "came null"],
    ["a list for all", [], "came []"],
  ])("refuses %s with ARGUMENT_INVALID", (_, value, text) => {
    let refused: unknown;
    try {
      readRecipe(value);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(RivuletError);
    expect(refused).toMatchObject({ code: "ARGUMENT_INVALID" });
    expect(String(refused)).toContain(text);
  });
});
