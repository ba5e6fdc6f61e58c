import { readdirSync } from "node:fs";
import { importOnnx, readOnnxTensor } from "@rivulet/formats/onnx";
import { describe, expect, it } from "vitest";
import { hasVectors, readBytes, vectorsFolder } from "./data.ts";
import { largestDifference } from "./onnx/compare-outputs.ts";
import { runLowestLayer } from "./onnx/run-layer.ts";

// The cases of the operators RNN, GRU and LSTM that the ONNX project publishes: one node, its inputs and its outputs.
const present = hasVectors("onnx-node");
const cases = present ? readdirSync(vectorsFolder("onnx-node")).filter((name) => name.startsWith("test_")) : [];

/** The inputs of the node, in its order. */
const inputNames = ["X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P"];
const weightNames = ["W", "R", "B", "P", "initial_h", "initial_c"];

function tensors(name: string, which: "input" | "output"): Uint8Array[] {
  const folder = `${vectorsFolder("onnx-node")}/${name}/test_data_set_0`;
  const files = readdirSync(folder).filter((file) => file.startsWith(`${which}_`));
  return files.map((_, i) => readBytes(`onnx-node/${name}/test_data_set_0/${which}_${i}.pb`));
}

describe.skipIf(!present)("ONNX operator cases", () => {
  it("are all here", () => {
    expect(cases).toHaveLength(12);
  });

  it.each(cases)("%s", (name) => {
    const bytes = readBytes(`onnx-node/${name}/model.onnx`);
    const given = new Map(tensors(name, "input").map((tensor, i) => [inputNames[i], tensor]));
    const values = Object.fromEntries([...given].filter(([input]) => weightNames.includes(input)));
    const model = importOnnx(bytes, { values });
    const batchFirst = name.includes("batchwise");
    const { dims, data } = readOnnxTensor(given.get("X") ?? new Uint8Array(0));
    const [steps, batch, size] = batchFirst ? [dims[1], dims[0], dims[2]] : dims;
    const lengths = given.get("sequence_lens");
    const lengthOf = lengths && readOnnxTensor(lengths).data;
    const runs = Array.from({ length: batch }, (_, b) =>
      runLowestLayer(
        model,
        Array.from({ length: lengthOf?.[b] ?? steps }, (_, t) => {
          const row = batchFirst ? b * steps + t : t * batch + b;
          return Float32Array.from(data).subarray(row * size, (row + 1) * size);
        }),
      ),
    );
    expect(model.outputs.length).toBeGreaterThan(0);
    tensors(name, "output").forEach((tensor, i) => {
      expect(largestDifference(model.outputs[i], readOnnxTensor(tensor), runs)).toBeLessThanOrEqual(1e-5);
    });
  });
});
