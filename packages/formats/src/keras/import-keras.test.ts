import { readFileSync } from "node:fs";
import { Model, runSequence } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { describe, expect, it } from "vitest";
import { kerasOutputs, largestDifference } from "../../test/keras-outputs.ts";
import { decodeModelFile } from "../decode-model-file.ts";
import { encodeModelFile } from "../encode-model-file.ts";
import { importKeras } from "./import-keras.ts";

// Files that Keras 3 wrote, with its outputs: test/keras/make-fixtures.py.
const fixture = (file: string): Uint8Array => readFileSync(new URL(`../../test/keras/${file}`, import.meta.url));

interface Case {
  readonly inputs: readonly (number | readonly number[])[];
  readonly outputs: readonly (number | readonly number[])[];
}

const files = [
  ["tagger", [".keras", ".h5", "keras2"]],
  ["many-to-one", [".keras", ".h5", "keras2"]],
  ["backwards", [".keras", ".h5", "keras2"]],
  ["backwards-twice", [".keras"]],
  ["backwards-sequence", [".keras"]],
  ["stacked", [".keras", ".h5"]],
  ...["concat", "sum", "mul", "ave", "one"].map((mode) => [`merge-${mode}`, [".keras"]] as const),
  ...["concat", "sum", "one", "top"].map((mode) => [`over-backwards-${mode}`, [".keras"]] as const),
  ["from-behind", [".keras"]],
  ["from-behind-one", [".keras"]],
] as const;

const cases = files.flatMap(([name, kinds]) => {
  return kinds.map((kind) => [kind === "keras2" ? `keras2-${name}.h5` : `${name}${kind}`, name] as const);
});

describe("a file that Keras wrote gives what Keras gave", () => {
  it.each(cases)("%s", (file, name) => {
    const { inputs, outputs }: Case = JSON.parse(new TextDecoder().decode(fixture(`${name}.json`)));
    const model = importKeras(fixture(file));
    const steps = inputs.map((input) => (typeof input === "number" ? input : Float32Array.from(input)));
    expect(largestDifference(kerasOutputs(model, steps), outputs.flat())).toBeLessThanOrEqual(1e-5);
  });
});

it.each(["no-merge.keras", "no-merge.h5", "no-merge-one.keras", "no-merge-over-backwards.keras"])(
  "%s: a head for each of two outputs",
  (file) => {
    const { inputs, outputs }: { readonly inputs: readonly number[][]; readonly outputs: readonly number[][][] } =
      JSON.parse(new TextDecoder().decode(fixture(file.replace(/\.\w+$/, ".json"))));
    const { config, weights, notes } = importKeras(fixture(file));
    const steps = inputs.map((input) => Float32Array.from(input));
    const came = runSequence(Model.create(config, weights), steps);
    expect(config.heads.map(({ name, size }) => [name, size])).toEqual([
      ["forward", 3],
      ["backward", 2],
    ]);
    expect(notes).toContainEqual(expect.stringMatching(/the heads forward and backward/));
    outputs.forEach((expected, h) => {
      expect(largestDifference([...came.logits(h)], expected.flat())).toBeLessThanOrEqual(1e-5);
    });
  },
);

describe("what a file becomes", () => {
  it("a tagger: embedding, two directions, a head", () => {
    const { config, notes } = importKeras(fixture("tagger.keras"));
    expect(config).toEqual({
      input: { kind: "embedding", tables: [{ name: "words", rows: 11, size: 3 }] },
      layers: [
        {
          cell: "bidirectional",
          forward: expect.objectContaining({ cell: "lstm", hidden: 4, gateActivation: "sigmoid" }),
          backward: expect.objectContaining({ cell: "lstm", hidden: 4, gateActivation: "sigmoid" }),
          merge: "concat",
        },
        expect.objectContaining({ cell: "gru", hidden: 5, reset: "after", updateKeeps: "old" }),
      ],
      heads: [{ name: "time_distributed", size: 3, activation: "softmax" }],
    });
    expect(notes).toEqual([]);
  });

  it("return_sequences=False: many-to-one; go_backwards: a backward layer", () => {
    const { config } = importKeras(fixture("backwards.h5"));
    expect(config.shape).toBe("many-to-one");
    expect(config.layers).toMatchObject([{ cell: "lstm", direction: "backward" }]);
  });

  it("go_backwards on top: a backward layer and reversed outputs; over it, Bidirectional starts from the other end", () => {
    const { config } = importKeras(fixture("backwards-sequence.keras"));
    expect(config).toMatchObject({ outputOrder: "reversed", layers: [{ cell: "lstm", direction: "backward" }] });
    const over = importKeras(fixture("over-backwards-top.keras")).config;
    expect(over).toMatchObject({
      outputOrder: "reversed",
      layers: [{ direction: "backward" }, { forward: { hidden: 2 }, backward: { hidden: 3 }, merge: "concat" }],
    });
    for (const name of ["backwards-twice", "backwards", "over-backwards-one", "from-behind", "tagger"]) {
      expect(importKeras(fixture(`${name}.keras`)).config).not.toHaveProperty("outputOrder");
    }
  });

  it("a model file keeps the order of the outputs", () => {
    const { config, weights } = importKeras(fixture("backwards-sequence.keras"));
    const back = decodeModelFile(encodeModelFile({ task: "sequence", config, weights, about: {} }));
    expect(back.config).toEqual(config);
  });

  it("hard_sigmoid is that of Keras 3 in its files", () => {
    expect(importKeras(fixture("stacked.h5")).config.layers[1]).toMatchObject({ gateActivation: "hard-sigmoid-6" });
  });

  it("notes what was left out", () => {
    expect(importKeras(fixture("backwards-twice.keras")).notes).toEqual([expect.stringMatching(/masks steps/)]);
    expect(importKeras(fixture("stacked.keras")).notes).toEqual([
      expect.stringMatching(/stateful/),
      expect.stringMatching(/passes on/),
    ]);
  });
});

describe("what has no counterpart is refused by name", () => {
  it.each([
    ["swapped-outputs", /the outputs "bidirectional" 1, "bidirectional" 0/],
    ["half", /a Bidirectional without a merge as the last layer, came "dropout"/],
    ["convolution", /"Conv1D" \("conv1d"\)/],
    ["branched", /two layers after "input_layer"|2 inputs of the layer "add"/],
  ])("%s", (name, message) => {
    let refusal: unknown;
    try {
      importKeras(fixture(`refused-${name}.keras`));
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(RivuletError);
    expect(refusal).toMatchObject({ code: "IMPORT_UNSUPPORTED", message: expect.stringMatching(message) });
  });
});
