import { sumStreams } from "../combine-streams.ts";
import { type Constant, floats, knownDims, scalar, transposeConstant } from "../constant.ts";
import type { Context } from "../context.ts";
import { newAtom } from "../dims.ts";
import type { Operators } from "../operator.ts";
import type { LinearStream, Signal, Stream, Value } from "../values.ts";
import { fold, product } from "./constants.ts";

/** Products with weights, and sums. */
export const linearOperators: Operators = {
  MatMul: (context) => [matMul(context)],
  Gemm: (context) => [gemm(context)],
  Add: (context) => [add(context)],
  Mul: (context) => [product(context)],
};

function matMul(context: Context): Signal {
  return multiply(context, signalOf(context, 0), context.constant(1, "the second factor"));
}

function gemm(context: Context): Signal {
  const a = signalOf(context, 0);
  if (a.axes.length !== 2 || context.int("transA", 0) !== 0) context.refuse("rows of features", "columns");
  const b = context.constant(1, "the second factor");
  const columns = context.int("transB", 0) === 0 ? b : transposeConstant(b, [1, 0]);
  const alpha = context.float("alpha", 1);
  const beta = context.float("beta", 1);
  const result = multiply(context, a, columns, alpha);
  return context.inputs[2] === undefined ? result : addBias(context, result, context.constant(2, "a bias"), beta);
}

function signalOf(context: Context, i: number): Signal {
  const value = context.value(i);
  return value.kind === "signal" ? value : context.refuse("a signal", "a constant");
}

/** x B, B [K, N]: the weights of ours are Bᵀ. */
function multiply(context: Context, x: Signal, matrix: Constant, alpha = 1): Signal {
  const dims = knownDims(matrix);
  const stored = dims?.length === 2 ? floats(transposeConstant(matrix, [1, 0]), context.work) : undefined;
  if (dims === undefined || stored === undefined) return context.refuse("a matrix of weights", "another constant");
  const below = context.vectors(x, "the first factor");
  const [inputs, size] = dims;
  if (below.size !== 0 && below.size !== inputs) context.refuse(`${below.size} rows of weights`, `${inputs}`);
  const weight = alpha === 1 ? stored : stored.map((value) => alpha * value);
  return vectorsOf(x, { kind: "linear", weight, below, size, node: context.name });
}

/** The same axes with other vectors along the last. */
export function vectorsOf(signal: Signal, stream: Stream): Signal {
  return { ...signal, streams: [stream], axes: [...signal.axes.slice(0, -1), [newAtom("feature", stream.size)]] };
}

function add(context: Context): Value {
  const [a, b] = [context.value(0), context.value(1)];
  if (a.kind === "constant" && b.kind === "constant") return fold(context, (x, y) => x + y);
  if (a.kind === "constant") return addBias(context, signalOf(context, 1), a, 1);
  if (b.kind === "constant") return addBias(context, a, b, 1);
  context.alignAxes(a, b);
  if (a.streams.length !== 1 || b.streams.length !== 1) context.refuse("one vector a step", "several");
  return { ...a, streams: [sumStreams([a.streams[0], b.streams[0]], context.name)] };
}

function addBias(context: Context, signal: Signal, bias: Constant, beta: number): Signal {
  const { size } = context.vectors(signal, "a sum");
  const [stream] = signal.streams;
  const values = biasOf(context, bias, size).map((value) => beta * value);
  if (values.every((value) => value === 0)) return signal;
  if (stream.kind !== "linear") return context.refuse("a product with weights to add a constant to", stream.kind);
  const sum: LinearStream = { ...stream, bias: stream.bias?.map((value, i) => value + values[i]) ?? values };
  return { ...signal, streams: [sum] };
}

function biasOf(context: Context, bias: Constant, size: number): Float32Array {
  const one = bias.dims.length === 0 ? scalar(bias, context.work) : undefined;
  if (one !== undefined) return new Float32Array(size).fill(one);
  const values = floats(bias, context.work);
  const { dims } = bias;
  const isVector = dims.slice(0, -1).every((dim) => dim === 1);
  if (values === undefined || !isVector || (values.length !== size && values.length !== 1)) {
    return context.refuse(`a bias of ${size} numbers`, dims.map(String).join(" × "));
  }
  return values.length === size ? values : new Float32Array(size).fill(values[0]);
}
