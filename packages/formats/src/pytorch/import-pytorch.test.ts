import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Model, runSequence, type StepInput } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { codeOf } from "@rivulet/errors/testing";
import { describe, expect, it } from "vitest";
import { f32 } from "../../test/forge.ts";
import { writeSafetensors } from "../write-safetensors.ts";
import { importPyTorch } from "./import-pytorch.ts";
import type { PyTorchOptions } from "./options.ts";

const fixtures = resolve(import.meta.dirname, "../../test/pytorch");
const fixture = (name: string): Uint8Array => readFileSync(resolve(fixtures, name));

/** What torch answered to x, by case: x a vector or an id a step, y the last module's output. */
const answers: Record<string, { x: (number[] | number)[]; y: number[][] }> = JSON.parse(
  readFileSync(resolve(fixtures, "answers.json"), "utf8"),
);

const none: PyTorchOptions = { heads: [{ activation: "none" }] };

/** The last output of the model, step by step. */
function run(name: string, options: PyTorchOptions): number[] {
  const { config, weights } = importPyTorch(fixture(`${name}.pt`), options);
  const inputs = answers[name].x.map((x): StepInput => (typeof x === "number" ? x : Float32Array.from(x)));
  const outputs = runSequence(Model.create(config, weights), inputs);
  return [...(config.heads.length === 0 ? outputs.hidden() : outputs.logits())];
}

describe("a state_dict of torch.save gives what torch gave", () => {
  it.each<[string, PyTorchOptions]>([
    ["rnn-tanh", { activation: "tanh" }],
    ["rnn-relu", { ...none, activation: "relu" }],
    ["gru", none],
    ["gru-bidirectional", none],
    ["lstm-tagger", none],
    ["lstm-projection", none],
    ["lstm-bidirectional-projection", none],
    ["vertical", { ...none, activation: "relu" }],
  ])("%s", (name, options) => {
    const expected = answers[name].y.flat();
    const came = run(name, options);
    expect(came.length).toBe(expected.length);
    came.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 5);
    });
  });
});

describe("the same net saved in other ways gives the same model", () => {
  const { config, weights } = importPyTorch(fixture("lstm-tagger.pt"), none);

  it.each(["nested.pth", "prefixed.pt", "protocol-4.pt", "shared.pt", "big-endian.pt", "double.pt"])("%s", (name) => {
    expect(importPyTorch(fixture(name), none)).toMatchObject({ config, weights });
  });

  it("safetensors", () => {
    expect(importPyTorch(fixture("lstm-tagger.safetensors"), none)).toMatchObject({ config, weights });
  });

  it.each([
    ["half.pt", 2 ** -11],
    ["bfloat16.pt", 2 ** -8],
  ])("%s, rounded", (name, relative) => {
    const rounded = importPyTorch(fixture(name), none);
    expect(rounded.config).toEqual(config);
    for (const [tensor, { data }] of Object.entries(weights)) {
      const came = rounded.weights[tensor].data;
      // A bias of ours is the sum of two, each of them rounded.
      data.forEach((value, i) => {
        expect(Math.abs(came[i] - value)).toBeLessThan(relative * (Math.abs(value) + 1));
      });
      expect(came).not.toEqual(data);
    }
  });
});

describe("what is found out, and what is asked for", () => {
  const refusal = (name: string, options?: PyTorchOptions): string => {
    try {
      importPyTorch(fixture(name), options);
    } catch (error) {
      if (RivuletError.is(error)) return `${error.code} ${error.message}`;
      throw error;
    }
    return "accepted";
  };

  it("names cells, directions and sizes", () => {
    expect(importPyTorch(fixture("lstm-bidirectional-projection.pt"), none).config).toMatchObject({
      input: { kind: "dense", size: 3 },
      layers: [
        {
          cell: "bidirectional",
          forward: { cell: "lstm", hidden: 5, projection: 2 },
          backward: { cell: "lstm", hidden: 5, projection: 2 },
        },
      ],
      heads: [{ name: "fc", size: 3, activation: "none" }],
    });
    expect(importPyTorch(fixture("vertical.pt"), { ...none, activation: "relu" }).config).toMatchObject({
      input: { kind: "embedding", tables: [{ name: "embedding", rows: 7, size: 3 }] },
      layers: [
        { cell: "lstm", hidden: 5 },
        { cell: "dense", hidden: 6, activation: "relu" },
      ],
      heads: [{ name: "fc", size: 4 }],
    });
  });

  it("asks for the activation of a head", () => {
    expect(refusal("gru.pt")).toMatch(/^IMPORT_AMBIGUOUS .*head .*fc/);
    expect(refusal("gru.pt", { heads: [{ activation: "softmax" }] })).toBe("accepted");
  });

  it("asks for the activation of nn.RNN and of a layer below the head", () => {
    expect(refusal("rnn-tanh.pt")).toMatch(/^IMPORT_AMBIGUOUS .*activation for rnn/);
    expect(refusal("vertical.pt", none)).toMatch(/^IMPORT_AMBIGUOUS .*activation for up/);
    const { config } = importPyTorch(fixture("vertical.pt"), { ...none, activations: { up: "sigmoid" } });
    expect(config.layers[1]).toMatchObject({ activation: "sigmoid" });
  });

  it("takes the last linear layer for one without head where it is told so", () => {
    const { config } = importPyTorch(fixture("gru.pt"), { heads: [], activation: "linear" });
    expect(config).toMatchObject({ layers: [{}, {}, { cell: "dense", hidden: 2 }], heads: [] });
  });

  it("takes labels, as many as the head has classes", () => {
    const labels = ["A", "B", "C", "D"];
    expect(importPyTorch(fixture("lstm-tagger.pt"), { ...none, labels }).labels).toEqual(labels);
    expect(refusal("lstm-tagger.pt", { ...none, labels: ["A"] })).toMatch(/^CONFIG_INVALID .*4 labels/);
  });

  /** A safetensors file of such shapes; every number is another. */
  const fileOf = (shapes: Readonly<Record<string, readonly number[]>>): Uint8Array => {
    const tensors = Object.entries(shapes).map(([name, shape], t) => {
      const length = shape.reduce((product, size) => product * size, 1);
      return [name, f32([...shape], ...Array.from({ length }, (_, i) => t + i / length))] as const;
    });
    return writeSafetensors({ metadata: new Map(), tensors: new Map(tensors) });
  };

  it("takes cells for modules of one layer", () => {
    const cells = fileOf({
      "first.weight_ih": [12, 2],
      "first.weight_hh": [12, 3],
      "first.bias_ih": [12],
      "first.bias_hh": [12],
      "second.weight_ih": [15, 3],
      "second.weight_hh": [15, 5],
    });
    expect(importPyTorch(cells).config).toEqual({
      input: { kind: "dense", size: 2 },
      layers: [
        expect.objectContaining({ cell: "lstm", hidden: 3 }),
        expect.objectContaining({ cell: "gru", hidden: 5 }),
      ],
      heads: [],
    });
  });

  it("tells an embedding from a linear layer by the sizes around it, and asks where both fit", () => {
    const rnn = { "rnn.weight_ih_l0": [4, 3], "rnn.weight_hh_l0": [4, 4] };
    const told = { ...none, activation: "tanh" } as const;
    const clear = importPyTorch(fileOf({ ...rnn, "e.weight": [9, 3], "fc.weight": [2, 4] }), told).config;
    expect(clear.input).toEqual({ kind: "embedding", tables: [{ name: "e", rows: 9, size: 3 }] });
    // Before nn.RNN: rows of an embedding, or a linear layer of 3 numbers to 3.
    const square = fileOf({ ...rnn, "e.weight": [3, 3], "fc.weight": [2, 4] });
    expect(codeOf(() => importPyTorch(square, told))).toBe("IMPORT_AMBIGUOUS");
    expect(importPyTorch(square, { ...told, embeddings: ["e"] }).config.input.kind).toBe("embedding");
    expect(importPyTorch(square, { ...told, embeddings: [] }).config).toMatchObject({
      input: { kind: "dense", size: 3 },
      layers: [{ cell: "dense" }, { cell: "rnn" }],
    });
  });

  it("joins several embeddings, and reads several heads, where they are named", () => {
    const file = fileOf({
      "word.weight": [9, 3],
      "tag.weight": [5, 2],
      "rnn.weight_ih_l0": [16, 5],
      "rnn.weight_hh_l0": [16, 4],
      "a.weight": [2, 4],
      "b.weight": [3, 4],
    });
    const heads = ["b", "a"].map((module) => ({ module, activation: "softmax" }) as const);
    expect(importPyTorch(file, { heads, embeddings: ["tag", "word"] }).config).toMatchObject({
      input: { tables: [{ name: "tag" }, { name: "word" }] },
      layers: [{ cell: "lstm", hidden: 4 }],
      heads: [
        { name: "b", size: 3 },
        { name: "a", size: 2 },
      ],
    });
  });

  it("asks for the order of layers of equal sizes", () => {
    const shapes = { "rnn.weight_ih_l0": [4, 3], "rnn.weight_hh_l0": [4, 4], "a.weight": [4, 4], "b.weight": [4, 4] };
    const file = fileOf({ ...shapes, "fc.weight": [2, 4] });
    const told = { ...none, activation: "relu", embeddings: [] } as const;
    expect(codeOf(() => importPyTorch(file, told))).toBe("IMPORT_AMBIGUOUS");
    const { weights } = importPyTorch(file, { ...told, order: ["rnn", "b", "a", "fc"] });
    expect(weights["layers.1.weight"].data[0]).toBe(3); // b is the fourth tensor of the file
    expect(weights["layers.2.weight"].data[0]).toBe(2);
  });

  it("refuses options that name no module, and heads that are none", () => {
    expect(refusal("gru.pt", { heads: [{ module: "fcc", activation: "none" }] })).toMatch(/^CONFIG_INVALID .*fcc/);
    expect(refusal("gru.pt", { ...none, embeddings: ["gru"] })).toMatch(/^CONFIG_INVALID .*gru/);
    expect(refusal("gru.pt", { ...none, order: ["fc", "gru"] })).toMatch(/^IMPORT_AMBIGUOUS /);
    expect(refusal("rnn-tanh.pt", { ...none, activation: "tanh" })).toMatch(/^IMPORT_AMBIGUOUS .*linear layer as head/);
  });

  it("refuses what is no state_dict, by name", () => {
    expect(refusal("whole-module.pt", none)).toMatch(/^IMPORT_UNSUPPORTED .*__main__\.Net/);
    expect(refusal("legacy.pt", none)).toMatch(/^IMPORT_UNSUPPORTED .*before 1\.6/);
    expect(codeOf(() => importPyTorch(fixture("integers.pt"), none))).toBe("WEIGHTS_INVALID");
  });
});
