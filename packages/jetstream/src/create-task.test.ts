import { type LayerConfig, Model, type ModelConfig, weightShapes } from "@rivulet/engine";
import { TaggerModel } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import { expect, it } from "vitest";
import { createTask } from "./create-task.ts";
import type { JobOptions } from "./job.ts";

function network(layer: LayerConfig): Model {
  const config: ModelConfig = {
    input: { kind: "dense", size: 1 },
    layers: [layer],
    heads: [{ name: "level", size: 1, activation: "none" }],
  };
  const zeros = [...weightShapes(config)].map(([name, shape]) => {
    return [name, { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) }] as const;
  });
  return Model.create(config, Object.fromEntries(zeros));
}

const tagger = TaggerModel.fromFile(toyTaggerFile());
const forward = network({ cell: "rnn", hidden: 2 });
const names: JobOptions = { input: "in", output: "out", key: "user" };

it("is tagging for a tagger, scoring for another network, each with options of its own", () => {
  expect(createTask(tagger, names).options).toEqual({
    ...{ text: "text", tokens: "tokens", end: "end" },
    ...{ sentences: false, finalOnly: false },
  });
  expect(createTask(forward, names).options).toEqual({ value: "value" });
});

it.each<[TaggerModel | Model, Partial<JobOptions>]>([
  [tagger, { value: "x" }],
  [forward, { text: "x" }],
  [forward, { sentences: true }],
  [tagger, { text: "" }],
  [forward, { value: "a b" }],
])("refuses options that are none of its own, or no names", (model, options) => {
  const refused = expect.objectContaining({ code: "ARGUMENT_INVALID" });
  expect(() => createTask(model, { ...names, ...options })).toThrow(refused);
});

it("refuses a network that looks backward, which can not score as it goes", () => {
  const backward = network({ cell: "rnn", hidden: 2, direction: "backward" });
  expect(() => createTask(backward, names)).toThrow(expect.objectContaining({ code: "MODEL_NOT_STREAMABLE" }));
});
