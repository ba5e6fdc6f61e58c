import {
  castConstant,
  expandConstant,
  reshapeConstant,
  scalar,
  squeezeConstant,
  transposeConstant,
  unsqueezeConstant,
} from "../constant.ts";
import type { Context } from "../context.ts";
import { type Axis, type Dim, dimOf, LARGEST_RANK, resolve } from "../dims.ts";
import type { Operators } from "../operator.ts";
import { isFloatType } from "../read-tensor.ts";
import { regroup } from "../regroup.ts";
import type { Signal, Value } from "../values.ts";

/** Operators that change how a tensor lies, and none of its numbers. */
export const layoutOperators: Operators = {
  Identity: (context) => [context.value(0)],
  Cast: (context) => [cast(context)],
  Dropout: (context) => [dropout(context)],
  Transpose: (context) => [transpose(context)],
  Squeeze: (context) => [squeeze(context)],
  Unsqueeze: (context) => [unsqueeze(context)],
  Reshape: (context) => [reshape(context)],
  Flatten: (context) => [flatten(context)],
  Expand: (context) => [expand(context)],
};

export function rankOf(value: Value): number {
  return value.kind === "constant" ? value.dims.length : value.axes.length;
}

/** To another type; what changes numbers of a signal is refused. */
function cast(context: Context): Value {
  const value = context.value(0);
  const toFloat = isFloatType(context.int("to", 0));
  if (value.kind === "constant") return castConstant(value, toFloat ? "float" : "integer", context.work);
  const [{ kind }] = value.streams;
  return toFloat || kind === "input" || kind === "argmax" ? value : context.refuse("floats to stay floats", "others");
}

function dropout(context: Context): Value {
  const training = context.inputs[2];
  const isTraining = training?.kind === "constant" && scalar(training, context.work) !== 0;
  return isTraining ? context.refuse("dropout at inference", "in training") : context.value(0);
}

function transpose(context: Context): Value {
  const value = context.value(0);
  const rank = rankOf(value);
  const given = context.attribute("perm")?.ints;
  const permutation = given ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  const isPermutation = permutation.length === rank && new Set(permutation).size === rank;
  if (!isPermutation || permutation.some((axis) => !(axis >= 0 && axis < rank))) {
    context.refuse(`a permutation of ${rank} axes`, permutation.join());
  }
  if (value.kind === "constant") return transposeConstant(value, permutation);
  return { ...value, axes: permutation.map((axis) => value.axes[axis]) };
}

function squeeze(context: Context): Value {
  const value = context.value(0);
  const rank = rankOf(value);
  const given = context.ints("axes", 1)?.map((axis) => context.axis(axis, rank));
  const isOne = (axis: number) => (value.kind === "constant" ? value.dims[axis] : dimOf(value.axes[axis])) === 1;
  const axes = new Set(given ?? Array.from({ length: rank }, (_, axis) => axis).filter(isOne));
  for (const axis of axes) {
    if (!isOne(axis)) context.refuse("an axis of extent 1 to leave out", `axis ${axis}`);
  }
  if (value.kind === "constant") return squeezeConstant(value, axes);
  return { ...value, axes: value.axes.filter((_, axis) => !axes.has(axis)) };
}

function unsqueeze(context: Context): Value {
  const value = context.value(0);
  const given = context.ints("axes", 1) ?? context.refuse("axes", "none");
  const rank = rankOf(value) + given.length;
  if (rank > LARGEST_RANK) context.refuse(`at most ${LARGEST_RANK} axes`, `${rank}`);
  const axes = new Set(given.map((axis) => context.axis(axis, rank)));
  if (axes.size < given.length) context.refuse("axes that differ", given.join());
  if (value.kind === "constant") return unsqueezeConstant(value, axes);
  const left = [...value.axes];
  return { ...value, axes: Array.from({ length: rank }, (_, axis) => (axes.has(axis) ? [] : (left.shift() ?? []))) };
}

/** The extents that a tensor of whole numbers says, none below `least`: some may be known at run time alone. */
export function dimsOfShape(context: Context, i: number, least = 0): readonly Dim[] {
  const { data, dims, strides, offset } = context.constant(i, "a shape");
  const [length] = dims;
  if (dims.length !== 1 || typeof length !== "number" || length > LARGEST_RANK)
    return context.refuse("a shape", "another tensor");
  const extents = Array.from({ length }, (_, k) => data[offset + k * strides[0]]);
  const isExtent = (dim: Dim) => typeof dim !== "number" || (Number.isSafeInteger(dim) && dim >= least);
  return extents.every(isExtent) ? extents : context.refuse("extents", "other numbers");
}

function reshape(context: Context): Value {
  const value = context.value(0);
  const shape = dimsOfShape(context, 1, -1);
  if (value.kind === "signal") return regroup(context, value, context.int("allowzero", 0) ? shape : kept(value, shape));
  const known = shape.every((dim) => typeof dim === "number");
  const result = known ? reshapeConstant(value, shape, context.work) : undefined;
  return result ?? context.refuse("a shape of as many numbers", "another");
}

/** A 0 in a shape keeps the axis. */
function kept({ axes }: Signal, shape: readonly Dim[]): (Dim | { readonly keep: Axis })[] {
  return shape.map((dim, i) => (dim === 0 && i < axes.length ? { keep: axes[i] } : dim));
}

function flatten(context: Context): Value {
  const value = context.value(0);
  if (value.kind === "constant") return context.refuse("a signal", "a constant");
  const at = context.axis(context.int("axis", 1), value.axes.length);
  return { ...value, axes: [value.axes.slice(0, at).flat(), value.axes.slice(at).flat()] };
}

function expand(context: Context): Value {
  const value = context.value(0);
  const shape = dimsOfShape(context, 1);
  if (value.kind === "constant") {
    return expandConstant(value, shape) ?? context.refuse("a shape to broadcast to", "another");
  }
  const lead = value.axes.length - shape.length;
  const same = shape.every((dim, i) => {
    if (dim === 1) return true;
    const axis = value.axes[i + lead] ?? [];
    const extent = dimOf(axis);
    if (typeof dim === "number" || typeof extent === "number") return dim === extent;
    return dim.length === extent.length && dim.every((atom, k) => resolve(atom) === resolve(extent[k]));
  });
  return lead >= 0 && same ? value : context.refuse("an expansion of a constant", "one of a signal");
}
