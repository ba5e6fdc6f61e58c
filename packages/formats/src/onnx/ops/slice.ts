import { type Constant, sliceConstant } from "../constant.ts";
import type { Context } from "../context.ts";
import { resolve } from "../dims.ts";
import type { Signal, Value } from "../values.ts";
import { rankOf } from "./layout.ts";
import { LARGEST_PARTS, lastStep, selected, withStreams } from "./take-part.ts";

/** Elements of a constant; of a signal all, one end of the steps, all steps reversed, or parts. */
export function slice(context: Context): Value {
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
