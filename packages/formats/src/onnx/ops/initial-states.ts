import type { CommonCell } from "../../conventions.ts";
import { floats, knownDims, narrowed, sliceConstant } from "../constant.ts";
import type { Context } from "../context.ts";
import { bind, resolve } from "../dims.ts";
import type { InputStream, RecurrentStream, Signal } from "../values.ts";

/** Of one direction: a⟨0⟩ and c⟨0⟩ that are weights, and those that are inputs of the graph. */
export interface InitialState {
  readonly learned: { readonly initialHidden?: Float32Array; readonly initialCell?: Float32Array };
  readonly inputs: RecurrentStream["initial"];
}

/** `initial_h` and `initial_c` of a recurrent node, by direction; zeros are left out. */
export function initialStates(
  context: Context,
  cell: CommonCell,
  count: number,
  hidden: number,
): readonly InitialState[] {
  const h = initialState(context, 5, count, hidden);
  const c = cell === "lstm" ? initialState(context, 6, count, hidden) : [];
  return Array.from({ length: count }, (_, d): InitialState => {
    const learned: { initialHidden?: Float32Array; initialCell?: Float32Array } = {};
    const inputs: { hidden?: InputStream; cell?: InputStream } = {};
    if (h[d] instanceof Float32Array) learned.initialHidden = h[d];
    else if (h[d] !== undefined) inputs.hidden = h[d];
    if (c[d] instanceof Float32Array) learned.initialCell = c[d];
    else if (c[d] !== undefined) inputs.cell = c[d];
    return { learned, inputs };
  });
}

function initialState(
  context: Context,
  i: number,
  count: number,
  hidden: number,
): readonly (Float32Array | InputStream | undefined)[] {
  const value = context.inputs[i];
  if (value === undefined) return [];
  const partAxis = context.int("layout", 0) === 1 ? 1 : 0;
  if (value.kind === "signal") return inputState(context, value, count, partAxis);
  const { dims } = value;
  if (dims.length !== 3 || dims[partAxis] !== count || dims[2] !== hidden) {
    context.refuse(`an initial state of ${count} × batch × ${hidden}`, dims.map(String).join(" × "));
  }
  return Array.from({ length: count }, (_, d) => {
    const state = narrowed(sliceConstant(value, partAxis, d, 1, 1));
    const rows = floats(state, context.work);
    if (rows === undefined) return context.refuse("an initial state that is known", "another");
    const last = knownDims(state)?.[2] ?? hidden;
    const first = last === 1 ? new Float32Array(hidden).fill(rows[0]) : rows.slice(0, hidden);
    if (rows.some((number, at) => number !== first[at % hidden] && last !== 1)) {
      context.refuse("one initial state for all sequences", "one for each of a batch");
    }
    return first.every((number) => number === 0) ? undefined : first;
  });
}

/** A state that is an input of the graph, or some rows of it. */
function inputState(context: Context, signal: Signal, count: number, partAxis: number): readonly InputStream[] {
  const { streams, axes } = signal;
  if (axes.length !== 3) return context.refuse("an initial state of three axes", `${axes.length}`);
  context.takeAxis(axes[1 - partAxis], "batch");
  const inputs = streams.map((stream) =>
    stream.kind === "input" ? stream : context.refuse("a state that is an input", stream.kind),
  );
  const [part] = axes[partAxis];
  if (inputs.length === count) {
    if (part !== undefined && !bind(part, "part")) context.refuse("an axis of directions", "another");
    return inputs;
  }
  const axis = part && resolve(part).inputAxis;
  const whole = inputs.length === 1 && inputs[0].select === undefined && axis !== undefined && bind(part, "part");
  if (!whole) return context.refuse(`initial states of ${count} directions`, `${inputs.length}`);
  return Array.from({ length: count }, (_, index) => ({ ...inputs[0], select: { axis, index } }));
}
