import { inputSize, type ModelConfig, type StepInput } from "@rivulet/engine";
import type { OnnxRuntime, RuntimeTensor } from "./onnxruntime.ts";

/** Sequences of one length, side by side, as the inputs of an exported model, states left out. */
export function feedsOf(
  runtime: OnnxRuntime,
  { input }: ModelConfig,
  sequences: readonly (readonly StepInput[])[],
): Record<string, RuntimeTensor> {
  /** By step and sequence. */
  const rows = sequences[0].flatMap((_, t) => sequences.map((sequence) => sequence[t]));
  const lead = [sequences[0].length, sequences.length];
  const feeds: Record<string, RuntimeTensor> = {};
  const dense = input.kind === "dense" ? inputSize({ input }) : input.kind === "embedding" ? (input.dense ?? 0) : 0;
  if (dense > 0) {
    const numbers = rows.flatMap((row) => [...denseOf(row)]);
    feeds.x = new runtime.Tensor("float32", Float32Array.from(numbers), [...lead, dense]);
  }
  let first = 0;
  for (const { name, count } of tablesOf(input)) {
    const ids = rows.map((row) => idsOf(row).filter((id) => id >= first && id < first + count));
    const most = Math.max(1, ...ids.map((list) => list.length));
    const padded = ids.flatMap((list) =>
      Array.from({ length: most }, (_, i) => BigInt(i < list.length ? list[i] - first : count)),
    );
    feeds[name] = new runtime.Tensor("int64", BigInt64Array.from(padded), [...lead, most]);
    first += count;
  }
  return feeds;
}

function tablesOf(input: ModelConfig["input"]): readonly { readonly name: string; readonly count: number }[] {
  if (input.kind === "dense") return [];
  if (input.kind === "one-hot") return [{ name: "ids", count: input.size }];
  return input.tables.map(({ name, rows }) => ({ name: `ids.${name}`, count: rows }));
}

function denseOf(input: StepInput): Float32Array {
  if (input instanceof Float32Array) return input;
  if (typeof input === "object" && "dense" in input) return input.dense;
  throw new Error("expected dense numbers");
}

function idsOf(input: StepInput): number[] {
  if (typeof input === "number") return [input];
  if (input instanceof Float32Array) return [];
  return input instanceof Int32Array ? [...input] : idsOf(input.ids);
}
