import { type Constant, constantOf, type Element, elements, expandConstant, knownDims } from "../constant.ts";
import type { Context } from "../context.ts";
import { type Dim, dimOf, sameDim } from "../dims.ts";
import type { Operators } from "../operator.ts";
import { readTensor } from "../read-tensor.ts";
import type { Value } from "../values.ts";
import { dimsOfShape } from "./layout.ts";

/** Operators that make constants, and arithmetic on these: what exporters write around shapes and zero states. */
export const constantOperators: Operators = {
  Constant: (context) => [constant(context)],
  Shape: (context) => [shape(context)],
  ConstantOfShape: (context) => [constantOfShape(context)],
  Sub: (context) => [fold(context, (a, b) => a - b)],
  Div: (context) => [fold(context, (a, b, whole) => (whole ? Math.trunc(a / b) : a / b))],
  Equal: (context) => [equal(context)],
  Where: (context) => [where(context)],
};

function constant(context: Context): Value {
  const tensor = context.attribute("value")?.t;
  if (tensor !== undefined) return readTensor(tensor);
  if (context.has("value_int")) return constantOf("integer", [], [context.int("value_int", 0)]);
  if (context.has("value_float")) return constantOf("float", [], [context.float("value_float", 0)]);
  const ints = context.attribute("value_ints")?.ints;
  if (ints !== undefined) return constantOf("integer", [ints.length], ints);
  const floats = context.attribute("value_floats")?.floats;
  if (floats !== undefined) return constantOf("float", [floats.length], Float32Array.from(floats));
  return context.refuse("a tensor of numbers", "another value");
}

function shape(context: Context): Value {
  const value = context.value(0);
  const dims: readonly Dim[] = value.kind === "constant" ? value.dims : value.axes.map(dimOf);
  const end = context.int("end", dims.length);
  const taken = dims.slice(context.int("start", 0), end);
  return constantOf("integer", [taken.length], taken);
}

function constantOfShape(context: Context): Value {
  const given = context.attribute("value")?.t;
  const filling = given === undefined ? constantOf("float", [1], [0]) : readTensor(given);
  const one = { ...filling, dims: [], strides: [] };
  return expandConstant(one, dimsOfShape(context, 0)) ?? context.refuse("a shape", "another tensor");
}

/** An element-wise operator on two constants, broadcast to one another. */
export function fold(context: Context, combine: (a: number, b: number, whole: boolean) => number): Constant {
  const a = context.constant(0, "an operand");
  const b = context.constant(1, "an operand");
  const whole = a.type === "integer";
  return zip(context, [a, b], a.type, ([x, y]) =>
    typeof x === "number" && typeof y === "number" ? combine(x, y, whole) : context.refuse("known numbers", "others"),
  );
}

/** A product of constants; one of extents that are not known is the extent of their axes merged. */
export function product(context: Context): Constant {
  const a = context.constant(0, "an operand");
  return zip(context, [a, context.constant(1, "an operand")], a.type, ([x, y]) => {
    if (typeof x === "number" && typeof y === "number") return x * y;
    if (x === 1 || y === 1) return x === 1 ? y : x;
    return typeof x === "number" || typeof y === "number" ? context.refuse("known numbers", "others") : [...x, ...y];
  });
}

function equal(context: Context): Value {
  const operands = [context.constant(0, "an operand"), context.constant(1, "an operand")];
  return zip(context, operands, "integer", ([x, y]) => (sameDim(x, y) ? 1 : 0));
}

function where(context: Context): Value {
  const [condition, then, otherwise] = [0, 1, 2].map((i) => context.constant(i, "an operand"));
  return zip(context, [condition, then, otherwise], then.type, ([test, a, b]) => (test === 0 ? b : a));
}

function zip(
  context: Context,
  operands: readonly Constant[],
  type: Constant["type"],
  combine: (elements: readonly Element[]) => Element,
): Constant {
  const [first, ...others] = operands;
  const whole = others.reduce<Constant | undefined>((all, one) => all && expandConstant(all, one.dims), first);
  const dims = whole && knownDims(whole);
  const lists = operands
    .map((operand) => dims && expandConstant(operand, dims))
    .map((one) => one && elements(one, context.work));
  const known = lists.filter((list) => list !== undefined);
  if (dims === undefined || known.length < lists.length) return context.refuse("constants that fit together", "others");
  const result = known[0].map((_, i) => combine(known.map((list) => list[i])));
  return constantOf(type, dims, result);
}
