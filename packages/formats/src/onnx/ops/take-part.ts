import type { Context } from "../context.ts";
import { type Atom, bind, newAtom, resolve } from "../dims.ts";
import type { InputStream, Signal, Stream } from "../values.ts";

/** Parts along one axis, such as the states of many layers. */
export const LARGEST_PARTS = 4096;

/** The same with other parts along an axis. */
export function withStreams(context: Context, signal: Signal, axis: number, streams: readonly Stream[]): Signal {
  const { length } = streams;
  if (length === 0 || length > LARGEST_PARTS) context.refuse(`1 to ${LARGEST_PARTS} parts`, `${length}`);
  const parts = streams.length === 1 ? [] : [newAtom("part", streams.length)];
  return { ...signal, streams, axes: signal.axes.with(axis, parts) };
}

/** One index along an axis of an input of the graph. */
export function selected(context: Context, signal: Signal, atom: Atom, index: number): InputStream {
  const [stream] = signal.streams;
  const axis = atom.inputAxis;
  if (stream.kind !== "input" || stream.select !== undefined || axis === undefined) {
    return context.refuse("one index of an input", "another");
  }
  return { ...stream, select: { axis, index } };
}

/** The vectors of the first or last step of all; `rest` is what stays of the axis of time. */
export function lastStep(
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
