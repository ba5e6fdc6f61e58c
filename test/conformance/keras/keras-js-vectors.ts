import { hasVectors, readVectors } from "../data.ts";

// Layers of Keras 2.0 with the outputs that it gave, printed to six digits.

export interface FlatArray {
  readonly data: readonly number[];
  readonly shape: readonly number[];
}

export interface KerasJsCase {
  readonly inputs: readonly Float32Array[];
  /** Kernel, recurrent kernel and, where the layer uses one, bias. */
  readonly arrays: readonly FlatArray[];
  readonly expected: readonly number[][];
}

export interface KerasJsSuite {
  readonly cell: "rnn" | "lstm";
  readonly cases: readonly (readonly [name: string, layer: KerasJsCase])[];
}

interface FileCase {
  readonly input: FlatArray;
  readonly weights: readonly FlatArray[];
  readonly expected: FlatArray;
}

const present = hasVectors("keras-js");
const configs: Readonly<Record<string, string>> = present ? JSON.parse(readVectors("keras-js/configs.json")) : {};

/** By cell; empty where the vectors are not on this machine. */
export const kerasJsCases: readonly KerasJsSuite[] = [suite("rnn", "SimpleRNN"), suite("lstm", "LSTM")];

/** Of "units=4, activation='tanh', go_backwards=True", the words of a case's layer in Python. */
export function keywordsOf(name: string): Readonly<Record<string, string>> {
  const words = configs[name].matchAll(/(\w+)=(?:'([^']*)'|(\w+))/g);
  return Object.fromEntries([...words].map(([, key, quoted, bare]) => [key, quoted ?? bare]));
}

function suite(cell: KerasJsSuite["cell"], file: string): KerasJsSuite {
  if (!present) return { cell, cases: [] };
  const cases = Object.entries<FileCase>(JSON.parse(readVectors(`keras-js/${file}.json`)));
  return { cell, cases: cases.map(([name, layer]) => [name, caseOf(layer)] as const) };
}

function caseOf({ input, weights, expected }: FileCase): KerasJsCase {
  const inputs = vectorsOf(input).map((vector) => Float32Array.from(vector));
  return { inputs, arrays: weights, expected: vectorsOf(expected) };
}

function vectorsOf({ data, shape }: FlatArray): number[][] {
  const width = shape[shape.length - 1];
  return Array.from({ length: data.length / width }, (_, t) => data.slice(t * width, (t + 1) * width));
}
