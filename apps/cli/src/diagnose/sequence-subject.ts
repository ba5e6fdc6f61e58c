import { dequantize, type ModelConfig } from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";
import { GradientTracer, type Leaning, leaningOf, type Sequence } from "@rivulet/train";
import { lossAtEnd, predictionAt } from "./questions.ts";
import type { Subject } from "./subject.ts";

/** A model of sequences of numbers or ids; `chosen`: the sequence whose last prediction is looked at. */
export function sequenceSubject(
  name: string,
  { config, weights }: Pick<ModelFile, "config" | "weights">,
  sequences: readonly Sequence[],
  chosen: Sequence | undefined,
): Subject {
  const floats = Object.fromEntries(Object.entries(weights).map(([key, tensor]) => [key, dequantize(tensor)]));
  const tracer = new GradientTracer(config, floats);
  return {
    name,
    tracer,
    losses: sequences.map((sequence) => lossAtEnd(config, sequence)),
    leanings: chosen ? [leaningAtEnd(config, tracer, chosen)] : [],
  };
}

function leaningAtEnd(config: ModelConfig, tracer: GradientTracer, sequence: Sequence): Leaning {
  const { question, step } = lossAtEnd(config, sequence);
  const [head] = config.heads;
  const trace = tracer.trace(sequence, predictionAt(0, question.step, head.activation));
  const said =
    head.activation === "softmax"
      ? `class ${trace.outputs.indexOf(Math.max(...trace.outputs))}`
      : numbers(trace.outputs);
  const target = sequence.targets[0];
  const wanted = target && head.activation === "softmax" ? `class ${target[question.step]}` : target && numbers(target);
  const about = `at step ${step + 1}: ${said}${wanted === undefined ? "" : `, expected ${wanted}`}`;
  const texts = Array.from({ length: sequence.steps }, (_, t) => inputText(sequence, t));
  return leaningOf(about, texts, -1, trace);
}

function inputText({ steps, ids, dense }: Sequence, t: number): string {
  const part = (array: Float32Array | Int32Array) =>
    array.subarray((t * array.length) / steps, ((t + 1) * array.length) / steps);
  return [ids && part(ids).join(" "), dense && numbers(part(dense))].filter((text) => text !== undefined).join(" ");
}

function numbers(values: Float32Array | Int32Array): string {
  return Array.from(values, (value) => String(Number(value.toFixed(2)))).join(" ");
}
