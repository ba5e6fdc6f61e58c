import type { Activation } from "@rivulet/engine";
import { namedActivations } from "../activation-names.ts";
import type { Context } from "../context.ts";
import type { Operator, Operators } from "../operator.ts";
import type { Signal, Stream } from "../values.ts";
import { vectorsOf } from "./linear.ts";

/** Functions of each number, and of each vector. */
export const activationOperators: Operators = {
  ...Object.fromEntries(
    ["Tanh", "Relu", "Sigmoid", "Softsign", "Softplus", "LeakyRelu", "ThresholdedRelu", "HardSigmoid", "Elu"].map(
      (name) => [name, activationOperator(name.toLowerCase())],
    ),
  ),
  Softmax: (context) => [softmax(context, false)],
  LogSoftmax: (context) => [softmax(context, true)],
  ArgMax: (context) => [argMax(context)],
};

function activationOperator(name: string): Operator {
  const { alpha, beta, form } = namedActivations[name];
  const otherwise = (value: number | "none" | undefined) => (typeof value === "number" ? value : 0);
  return (context) => [
    activate(context, form(context.float("alpha", otherwise(alpha)), context.float("beta", otherwise(beta)))),
  ];
}

function activate(context: Context, activation: Activation): Signal {
  const [signal, below] = signalAndVectors(context);
  return vectorsOf(signal, { kind: "activation", activation, below, size: below.size, node: context.name });
}

function signalAndVectors(context: Context): [Signal, Stream] {
  const value = context.value(0);
  if (value.kind === "constant") return context.refuse("a signal", "a constant");
  return [value, context.vectors(value, "the input")];
}

/** Before operator set 13 the axes from `axis` on are taken together. */
function takeLastAxis(context: Context, { axes }: Signal, otherwise: number): void {
  const axis = context.axis(context.int("axis", otherwise), axes.length);
  if (axis !== axes.length - 1) context.refuse("the last axis", `axis ${axis}`);
}

function softmax(context: Context, log: boolean): Signal {
  const [signal, below] = signalAndVectors(context);
  takeLastAxis(context, signal, context.opset < 13 ? 1 : -1);
  return vectorsOf(signal, { kind: "softmax", log, below, size: below.size, node: context.name });
}

function argMax(context: Context): Signal {
  const [signal, below] = signalAndVectors(context);
  takeLastAxis(context, signal, 0);
  if (context.int("select_last_index", 0) !== 0) context.refuse("the first of equal ones", "the last");
  const result = vectorsOf(signal, { kind: "argmax", below, size: 1, node: context.name });
  const others = signal.axes.slice(0, -1);
  return { ...result, axes: context.int("keepdims", 1) === 1 ? [...others, []] : others };
}
