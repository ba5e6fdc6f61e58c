import { Model, runSequence, type SequenceOutputs, type StepInput } from "@rivulet/engine";
import type { OnnxInput, OnnxModel, OnnxOutput } from "../../src/onnx/index.ts";

/** A tensor as answers.json holds it. */
export interface Answer {
  readonly dims: readonly number[];
  readonly data: readonly number[];
}

/** What a model gives for one of the sequences in the inputs of its graph, by output: rows of numbers, one a step. */
export function runGraph(
  { config, weights, inputs, outputs }: OnnxModel,
  given: Readonly<Record<string, Answer>>,
  timeAxis: 0 | 1,
  sequence: number,
): Map<string, number[]> {
  const fed = inputs.filter((input) => input.is !== "state");
  const [first] = fed;
  const steps = given[first.name].dims[timeAxis];
  const sequenceOutputs = runSequence(
    Model.create(config, weights),
    Array.from({ length: steps }, (_, t) => stepInput(fed, given, timeAxis, sequence, t)),
  );
  return new Map(outputs.map((output) => [output.name, shown(output, sequenceOutputs)]));
}

function stepInput(
  inputs: readonly OnnxInput[],
  given: Readonly<Record<string, Answer>>,
  timeAxis: 0 | 1,
  sequence: number,
  t: number,
): StepInput {
  const ids: number[] = [];
  const dense: number[] = [];
  for (const input of inputs) {
    const { dims, data } = given[input.name];
    const width = dims[2] ?? 1;
    const row = timeAxis === 0 ? t * dims[1] + sequence : sequence * dims[1] + t;
    const numbers = data.slice(row * width, (row + 1) * width);
    if (input.is === "ids") ids.push(input.first + numbers[0]);
    else dense.push(...numbers);
  }
  if (ids.length === 0) return Float32Array.from(dense);
  const several = Int32Array.from(ids);
  return dense.length === 0 ? several : { ids: several, dense: Float32Array.from(dense) };
}

function shown({ readings }: OnnxOutput, outputs: SequenceOutputs): number[] {
  return readings.flatMap((reading, part) => {
    if (reading.of !== "head") return [...outputs.states[2 * part + (reading.of === "cell" ? 1 : 0)]];
    const probabilities = [...outputs.probabilities(reading.head)];
    if (reading.form === "log-probabilities") return probabilities.map(Math.log);
    if (reading.form === "argmax") return [probabilities.indexOf(Math.max(...probabilities))];
    return reading.form === "logits" ? [...outputs.logits(reading.head)] : probabilities;
  });
}
