import { concatStreams } from "../combine-streams.ts";
import { concatConstants, floats, integers, knownDims } from "../constant.ts";
import type { Context } from "../context.ts";
import { newAtom, resolve } from "../dims.ts";
import type { Operators } from "../operator.ts";
import type { Signal, Stream, Value } from "../values.ts";
import { gatherConstant } from "./gather-constant.ts";
import { rankOf } from "./layout.ts";
import { slice } from "./slice.ts";
import { lastStep, selected, withStreams } from "./take-part.ts";

/** Operators that take some of a tensor, or put tensors side by side. */
export const selectOperators: Operators = {
  Slice: (context) => [slice(context)],
  Gather: (context) => [gather(context)],
  Concat: (context) => [concat(context)],
  ReduceSum: (context) => [sumOfIds(context)],
};

function gather(context: Context): Value {
  const data = context.value(0);
  const indices = context.value(1);
  const axis = context.axis(context.int("axis", 0), rankOf(data));
  if (indices.kind === "signal") return embed(context, data, indices, axis);
  if (data.kind === "constant") return gatherConstant(context, data, indices, axis);
  const list = integers(indices, context.work);
  if (list?.length !== 1 || indices.dims.length > 1) return context.refuse("one index", "several");
  const [index] = list;
  const taken = gatherOne(context, data, axis, index);
  return indices.dims.length === 1 ? { ...taken, axes: taken.axes.toSpliced(axis, 0, []) } : taken;
}

function gatherOne(context: Context, signal: Signal, axis: number, index: number): Signal {
  const { axes, streams } = signal;
  const without = axes.toSpliced(axis, 1);
  const [atom, ...others] = axes[axis];
  if (atom === undefined)
    return index === 0 || index === -1 ? { ...signal, axes: without } : context.refuse("index 0", `${index}`);
  if (others.length > 0) return context.refuse("an index along an axis that was not merged", "another");
  const { role, size } = resolve(atom);
  if (role === "part") {
    const stream = streams.at(index) ?? context.refuse(`one of ${streams.length} parts`, `${index}`);
    return { ...signal, streams: [stream], axes: without };
  }
  if (role === undefined && streams[0].kind === "input") {
    const at = index < 0 && size !== undefined ? index + size : index;
    return at < 0
      ? context.refuse("an index from 0", `${index}`)
      : { ...signal, streams: [selected(context, signal, resolve(atom), at)], axes: without };
  }
  if (index === -1 || index === (size ?? 0) - 1) return lastStep(context, signal, axis, "last", undefined);
  return index === 0
    ? lastStep(context, signal, axis, "first", undefined)
    : context.refuse("the first or last step", `step ${index}`);
}

/** Rows of a constant table by ids that are an input. */
function embed(context: Context, table: Value, ids: Signal, axis: number): Signal {
  const [input, ...others] = ids.streams;
  if (table.kind !== "constant" || axis !== 0) return context.refuse("rows of a constant table", "another");
  if (input.kind !== "input" || others.length > 0) return context.refuse("ids that are an input", "others");
  const dims = knownDims(table);
  const data = floats(table, context.work);
  if (dims?.length !== 2 || data === undefined) return context.refuse("a table of two axes", "another");
  const [rows, size] = dims;
  const name = context.node.input?.[0] ?? "";
  const stream: Stream = { kind: "embedding", ids: input, table: { name, rows, size, data }, size, node: context.name };
  return { ...ids, streams: [stream], axes: [...ids.axes, [newAtom("feature", size)]] };
}

/** The sum of the embeddings of several ids a step, which are an axis of their own of the input: any number of ids add up. */
function sumOfIds(context: Context): Signal {
  const value = context.value(0);
  const [axis, ...others] = (context.ints("axes", 1) ?? []).map((given) => context.axis(given, rankOf(value)));
  if (value.kind === "constant" || others.length > 0 || axis === undefined)
    return context.refuse("a sum of embeddings", "another");
  const [atom, ...merged] = value.axes[axis];
  const isIds =
    value.streams[0].kind === "embedding" &&
    merged.length === 0 &&
    (atom === undefined || resolve(atom).role === undefined);
  if (!isIds) return context.refuse("a sum of embeddings", "another");
  const kept = context.int("keepdims", 1) === 1 ? [[]] : [];
  return { ...value, axes: value.axes.toSpliced(axis, 1, ...kept) };
}

function concat(context: Context): Value {
  const values = context.inputs.map((_, i) => context.value(i));
  const constants = values.filter((value) => value.kind === "constant");
  const axis = context.int("axis", 0);
  if (constants.length === values.length) {
    return concatConstants(constants, axis, context.work) ?? context.refuse("constants that fit together", "others");
  }
  const signals = values.filter((value) => value.kind === "signal");
  if (constants.length > 0) return context.refuse("only signals or only constants", "both");
  const [first, ...rest] = signals;
  const at = context.axis(axis, first.axes.length);
  for (const other of rest) context.alignAxes(first, other, at);
  const isPart = ({ axes }: Signal) =>
    axes[at].length === 0 || (axes[at].length === 1 && resolve(axes[at][0]).role === "part");
  if (signals.every(isPart))
    return withStreams(
      context,
      first,
      at,
      signals.flatMap(({ streams }) => streams),
    );
  if (at !== first.axes.length - 1)
    return context.refuse("vectors to put side by side along the last axis", "another axis");
  const parts = signals.map((signal) => context.vectors(signal, "a part"));
  const stream = concatStreams(parts, context.name);
  return { ...first, streams: [stream], axes: first.axes.with(at, [newAtom("feature", stream.size || undefined)]) };
}
