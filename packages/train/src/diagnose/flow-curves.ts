import type { Point } from "../report/series.ts";
import type { GradientTrace } from "./gradient-tracer.ts";

/** Traces of one model, each with its T. */
export interface ModelTraces {
  readonly name: string;
  readonly traces: readonly { readonly trace: GradientTrace; readonly step: number }[];
}

/** How far back the loss at step T reaches in one model. */
export interface Flow {
  readonly name: string;
  /** Of ‖∂L_T/∂a⟨t⟩‖ relative to that at t = T, over T − t: the median over the sequences. */
  readonly hidden: readonly Point[];
  /** ‖∂L_T/∂c⟨t⟩‖ relative to ‖∂L_T/∂a⟨T⟩‖, where the layer has a c⟨t⟩, from T − 1 back: a⟨T⟩ is all that L sees of step T. */
  readonly cell?: readonly Point[];
}

/** The flow through the highest recurrent layer (of a bidirectional one its forward direction), or through part `index`. */
export function gradientFlow({ name, traces }: ModelTraces, index?: number): Flow {
  const rows = traces.flatMap(({ trace: { parts }, step }) => {
    const part = index === undefined ? parts.findLast((own) => own.part.direction === "forward") : parts[index];
    return part ? [{ ...part, step }] : [];
  });
  const hidden = medians(rows.map(({ hidden, step }) => relative(hidden, step, hidden[step])));
  const cells = rows.flatMap(({ cell, hidden, step }) => (cell ? [relative(cell, step, hidden[step])] : []));
  return { name, hidden, ...(cells.length > 0 && { cell: medians(cells).slice(1) }) };
}

/** By T − t, each norm as a share of `whole`; nothing where that is 0. */
function relative(norms: Float64Array, step: number, whole: number): number[] {
  return whole > 0 ? Array.from({ length: step + 1 }, (_, lag) => norms[step - lag] / whole) : [];
}

/** At each lag that half of the rows reach, their median. */
function medians(rows: readonly (readonly number[])[]): Point[] {
  const longest = rows.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: longest }, (_, lag) => rows.flatMap((row) => (lag < row.length ? [row[lag]] : [])))
    .filter((values) => 2 * values.length >= rows.length)
    .map((values, lag): Point => [lag, values.sort((a, b) => a - b)[Math.floor(values.length / 2)]]);
}

/** Steps back to the first at which the flow is below `level`; undefined where it never is. */
export function reach(points: readonly Point[], level: number): number | undefined {
  return points.find(([, y]) => y < level)?.[0];
}
