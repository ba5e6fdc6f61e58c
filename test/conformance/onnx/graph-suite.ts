import { Model, runSequence, type SequenceOutputs, type StepInput } from "@rivulet/engine";
import { seededNumbers } from "@rivulet/engine/reference";
import { importOnnx, type OnnxModel, type OnnxOutput } from "@rivulet/formats/onnx";
import { describe, expect, it } from "vitest";
import { TestGraph } from "./graph.ts";
import { layerGraphs, type WrittenGraph } from "./graphs.ts";
import { type OnnxRuntime, runModel } from "./onnxruntime.ts";

const STEPS = 5;
const SEQUENCES = 2;

/** Graphs written by hand: the imported model against ONNX Runtime. */
export function graphSuite(runtime: OnnxRuntime): void {
  describe("graphs", () => {
    it.each(layerGraphs)("$name", async (written) => {
      const random = seededNumbers(3);
      const graph = new TestGraph(random);
      written.write(graph);
      const bytes = graph.encode(written.opset);
      const model = importOnnx(bytes);
      const numbers = Array.from({ length: STEPS * SEQUENCES * 2 }, () =>
        written.ids === undefined ? 2 * random() - 1 : Math.floor(written.ids * random()),
      );
      const x = tensor(runtime, written, numbers);
      const results = await runModel(runtime, bytes, { x });
      const runner = Model.create(model.config, model.weights);
      for (let sequence = 0; sequence < SEQUENCES; sequence++) {
        const inputs = Array.from({ length: STEPS }, (_, t) => stepInput(model, written, numbers, sequence, t));
        const outputs = runSequence(runner, inputs);
        for (const output of model.outputs) {
          const rows = shown(output, outputs);
          const { data, dims } = results[output.name];
          const expected = ofSequence(output, dims, [...data].map(Number), sequence);
          expect(rows).toHaveLength(expected.length);
          rows.forEach((value, i) => {
            expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(1e-5);
          });
        }
      }
    });
  });
}

function tensor({ Tensor }: OnnxRuntime, { ids, timeAxis }: WrittenGraph, numbers: readonly number[]) {
  const dims = timeAxis === 0 ? [STEPS, SEQUENCES, 2] : [SEQUENCES, STEPS, 2];
  return ids === undefined
    ? new Tensor("float32", Float32Array.from(numbers), dims)
    : new Tensor("int64", BigInt64Array.from(numbers, BigInt), dims);
}

function stepInput(
  { inputs }: OnnxModel,
  { ids, timeAxis }: WrittenGraph,
  numbers: readonly number[],
  sequence: number,
  t: number,
): StepInput {
  const row = timeAxis === 0 ? t * SEQUENCES + sequence : sequence * STEPS + t;
  const own = numbers.slice(2 * row, 2 * row + 2);
  if (ids === undefined) return Float32Array.from(own);
  return Int32Array.from(
    inputs.flatMap((input) => {
      if (input.is !== "ids") return [];
      return input.index === undefined ? own.map((id) => input.first + id) : [input.first + own[input.index]];
    }),
  );
}

function shown({ readings }: OnnxOutput, outputs: SequenceOutputs): number[] {
  const [reading] = readings;
  if (reading.of !== "head") return [...outputs.hidden(reading.layer)];
  const probabilities = [...outputs.probabilities(reading.head)];
  return reading.form === "log-probabilities" ? probabilities.map(Math.log) : probabilities;
}

/** The numbers of one sequence of a batch, step after step. */
function ofSequence(
  { axes }: OnnxOutput,
  dims: readonly number[],
  data: readonly number[],
  sequence: number,
): number[] {
  const batch = axes.findIndex((axis) => axis[0] === "batch");
  const inner = dims.slice(batch + 1).reduce((product, dim) => product * dim, 1);
  return data.filter((_, i) => Math.floor(i / inner) % dims[batch] === sequence);
}
