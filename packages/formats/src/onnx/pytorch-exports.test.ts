import { readFileSync } from "node:fs";
import { codeOf } from "@rivulet/errors/testing";
import { describe, expect, it } from "vitest";
import { type Answer, runGraph } from "../../test/onnx/run-graph.ts";
import { floatTensor, importOnnx, type OnnxOutput } from "./index.ts";
import { tensorSchema } from "./schema.ts";
import { writeMessage } from "./write-message.ts";

// Models as PyTorch's two exporters write them (test/onnx/make-fixtures.py), with what PyTorch gives.
const folder = new URL("../../test/onnx/", import.meta.url);
const bytesOf = (file: string) => readFileSync(new URL(`${file}.onnx`, folder));

interface Answers {
  readonly inputs: Readonly<Record<string, Answer>>;
  readonly outputs: readonly Answer[];
}

const answers: Readonly<Record<string, Answers>> = JSON.parse(readFileSync(new URL("answers.json", folder), "utf8"));
const batchFirst = ["tagger", "last-state", "last-step", "both-ends"];
/** PyTorch unrolls some layers over the steps of its example: no recurrent layer is left to import. */
const unrolled = ["last-state.dynamo"];

const files = Object.keys(answers)
  .flatMap((name) => [`${name}.script`, `${name}.dynamo`])
  .filter((file) => !unrolled.includes(file));

describe("exports of PyTorch", () => {
  it.each(files)("%s", (file) => {
    const name = file.replace(/\.\w+$/, "");
    const { inputs, outputs } = answers[name];
    const timeAxis = batchFirst.includes(name) ? 1 : 0;
    for (const sequence of [0, 1]) {
      const model = importOnnx(bytesOf(file), { values: states(inputs, sequence) });
      const came = runGraph(model, inputs, timeAxis, sequence);
      model.outputs.forEach((output, i) => {
        const numbers = came.get(output.name) ?? [];
        const expected = ofSequence(outputs[i], output.axes, sequence);
        expect(numbers.length).toBe(expected.length);
        numbers.forEach((value, k) => {
          expect(Math.abs(value - expected[k])).toBeLessThanOrEqual(1e-5);
        });
      });
    }
  });

  it("the state of a language model is an input", () => {
    const { inputs, notes } = importOnnx(bytesOf("language-model.script"));
    expect(inputs.filter(({ is }) => is === "state")).toEqual([
      { name: "input1", is: "state", path: "layers.0", vector: "hidden", index: 0 },
      { name: "input2", is: "state", path: "layers.0", vector: "cell", index: 0 },
      { name: "input1", is: "state", path: "layers.1", vector: "hidden", index: 1 },
      { name: "input2", is: "state", path: "layers.1", vector: "cell", index: 1 },
    ]);
    expect(notes).toHaveLength(4);
  });

  it.each([
    ["refused-axes.script", /axis of time, came batch at "LSTM"/],
    ["refused-axes.dynamo", /axis of time, came batch at "LSTM"/],
    ["refused-mean.script", /at "ReduceMean"/],
    ["refused-mean.dynamo", /at "ReduceMean"/],
    ["last-state.dynamo", /at "Slice"/],
  ])("%s", (file, message) => {
    expect(codeOf(() => importOnnx(bytesOf(file)))).toBe("IMPORT_UNSUPPORTED");
    expect(() => importOnnx(bytesOf(file))).toThrow(message);
  });
});

/** The states that are inputs, [layers, batch, units], as constants: those of one sequence. */
function states(inputs: Readonly<Record<string, Answer>>, sequence: number): Record<string, Uint8Array> {
  const values: Record<string, Uint8Array> = {};
  for (const name of ["input1", "input2"]) {
    if (inputs[name]?.dims[0] !== 2 || inputs.input0.dims.length !== 2) continue;
    const { dims, data } = inputs[name];
    const [layers, batch, units] = dims;
    const rows = data.filter((_, i) => Math.floor(i / units) % batch === sequence);
    const tensor = floatTensor(name, [layers, 1, units], Float32Array.from(rows));
    values[name] = writeMessage(tensorSchema, tensor);
  }
  return values;
}

/** The numbers of one sequence of a batch. */
function ofSequence({ dims, data }: Answer, axes: OnnxOutput["axes"], sequence: number): readonly number[] {
  const batch = axes.findIndex((axis) => axis[0] === "batch");
  const inner = dims.slice(batch + 1).reduce((product, dim) => product * dim, 1);
  return data.filter((_, i) => Math.floor(i / inner) % dims[batch] === sequence);
}
