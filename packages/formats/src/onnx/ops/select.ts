import { type Constant, concatConstants, floats, integers, knownDims, sliceConstant } from "../constant.ts";
import { type Context, concatStreams } from "../context.ts";
import { type Atom, bind, newAtom, resolve } from "../dims.ts";
import type { Operators } from "../operator.ts";
import type { InputStream, Signal, Stream, Value } from "../values.ts";
import { gatherConstant } from "./gather-constant.ts";
import { rankOf } from "./layout.ts";

/** Operators that take some of a tensor, or put tensors side by side. */
export const selectOperators: Operators = {
  Slice: (context) => [slice(context)],
  Gather: (context) => [gather(context)],
  Concat: (context) => [concat(context)],
  ReduceSum: (context) => [sumOfIds(context)],
};

function slice(context: Context): Value {
  let value = context.value(0);
  const rank = rankOf(value);
  const starts = context.ints("starts", 1) ?? context.refuse("starts", "none");
  const ends = context.ints("ends", 2) ?? context.refuse("ends", "none");
  const axes = context.ints("axes", 3) ?? starts.map((_, i) => i);
  const steps = context.ints("steps", 4) ?? starts.map(() => 1);
  const fits = [ends, axes, steps].every(({ length }) => length === starts.length) && !steps.includes(0);
  if (!fits) context.refuse("as many ends, axes and steps as starts, no step of 0", "others");
  for (const [i, given] of axes.entries()) {
    const axis = context.axis(given, rank);
    value =
      value.kind === "constant"
        ? cutConstant(context, value, axis, starts[i], ends[i], steps[i])
        : cutSignal(context, value, axis, { start: starts[i], end: ends[i], step: steps[i] });
  }
  return value;
}

/** Start and length of what a slice takes of `size` elements. */
function range(size: number, start: number, end: number, step: number): { start: number; length: number } {
  const clamp = (index: number, low: number, high: number) =>
    Math.min(high, Math.max(low, index < 0 ? index + size : index));
  const from = step > 0 ? clamp(start, 0, size) : clamp(start, 0, size - 1);
  const to = step > 0 ? clamp(end, 0, size) : clamp(end, -1, size - 1);
  return { start: from, length: Math.max(0, Math.ceil((to - from) / step)) };
}

function cutConstant(context: Context, value: Constant, axis: number, start: number, end: number, step: number): Value {
  const size = value.dims[axis];
  if (typeof size !== "number") {
    return start === 0 && end > 2 ** 31 && step === 1 ? value : context.refuse("a slice of a known extent", "another");
  }
  const taken = range(size, start, end, step);
  return sliceConstant(value, axis, taken.start, taken.length, step);
}

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

function cutSignal(context: Context, signal: Signal, axis: number, { start, end, step }: Cut): Signal {
  const [atom, second, ...further] = signal.axes[axis];
  if (atom === undefined)
    return start <= 0 && end >= 1 && step === 1 ? signal : context.refuse("all of an axis", "none");
  const root = resolve(atom);
  const { size, role } = root;
  const toEnd = end >= (size ?? 2 ** 31 - 1);
  if (second !== undefined) {
    if (role === "part" && resolve(second).role === "feature" && further.length === 0 && step === 1) {
      return cutParts(context, signal, axis, resolve(second).size ?? 0, start, end);
    }
    return context.refuse("a slice of an axis that was not merged", "another");
  }
  if (start === 0 && toEnd && step === 1) return signal;
  const backward =
    step === -1 && (start === -1 || start === (size ?? 2 ** 31) - 1) && end < (size === undefined ? -(2 ** 31) : -size);
  if (backward && (role === undefined || role === "time")) {
    if (signal.reversed !== undefined && resolve(signal.reversed) !== root) context.refuse("one reversed axis", "two");
    return { ...signal, reversed: signal.reversed === undefined ? atom : undefined };
  }
  if (step !== 1) return context.refuse("a step of 1, or −1 over all steps", `${step}`);
  if (role === "part")
    return withStreams(context, signal, axis, signal.streams.slice(...bounds(signal.streams.length, start, end)));
  if (role === undefined && signal.streams[0].kind === "input") {
    const known = size ?? (start >= 0 && end >= 0 ? end : undefined);
    if (known === undefined || known > LARGEST_PARTS) return context.refuse("a slice of a known extent", "another");
    const [from, to] = bounds(known, start, end);
    const indices = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
    return withStreams(
      context,
      signal,
      axis,
      indices.map((index) => selected(context, signal, root, index)),
    );
  }
  if (start === -1 ? toEnd : size !== undefined && start === size - 1 && toEnd)
    return lastStep(context, signal, axis, "last", []);
  return start === 0 && end === 1
    ? lastStep(context, signal, axis, "first", [])
    : context.refuse("a slice of one end", "another");
}

function bounds(size: number, start: number, end: number): [number, number] {
  const taken = range(size, start, end, 1);
  return [taken.start, taken.start + taken.length];
}

/** Whole parts of features that lie side by side. */
function cutParts(context: Context, signal: Signal, axis: number, width: number, start: number, end: number): Signal {
  const { streams, axes } = signal;
  const [from, to] = bounds(streams.length * width, start, end).map((at) => at / width);
  if (!Number.isInteger(from) || !Number.isInteger(to) || from >= to) context.refuse("whole parts", "a piece of one");
  const taken = withStreams(context, signal, axis, streams.slice(from, to));
  const features = axes[axis][1];
  return { ...taken, axes: taken.axes.with(axis, [...taken.axes[axis], features]) };
}

/** Parts along one axis, such as the states of many layers. */
const LARGEST_PARTS = 4096;

/** The same with other parts along an axis. */
function withStreams(context: Context, signal: Signal, axis: number, streams: readonly Stream[]): Signal {
  const { length } = streams;
  if (length === 0 || length > LARGEST_PARTS) context.refuse(`1 to ${LARGEST_PARTS} parts`, `${length}`);
  const parts = streams.length === 1 ? [] : [newAtom("part", streams.length)];
  return { ...signal, streams, axes: signal.axes.with(axis, parts) };
}

/** One index along an axis of an input of the graph. */
function selected(context: Context, signal: Signal, atom: Atom, index: number): InputStream {
  const [stream] = signal.streams;
  const axis = atom.inputAxis;
  if (stream.kind !== "input" || stream.select !== undefined || axis === undefined) {
    return context.refuse("one index of an input", "another");
  }
  return { ...stream, select: { axis, index } };
}

/** The vectors of the first or last step of all; `rest` is what stays of the axis of time. */
function lastStep(
  context: Context,
  signal: Signal,
  axis: number,
  read: "first" | "last",
  rest: readonly [] | undefined,
): Signal {
  const [atom] = signal.axes[axis];
  if (!bind(atom, "time")) context.refuse("a step to read", `an index of the ${resolve(atom).role}s`);
  const away = signal.reversed !== undefined;
  const place = (read === "last") === away ? "first" : "last";
  const streams = signal.streams.map(
    (below): Stream => ({ kind: "last", read: place, below, size: below.size, node: context.name }),
  );
  const axes = rest === undefined ? signal.axes.toSpliced(axis, 1) : signal.axes.with(axis, rest);
  return { kind: "signal", streams, axes };
}

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
