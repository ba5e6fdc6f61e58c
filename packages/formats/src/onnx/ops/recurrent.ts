import type { ParametricActivation } from "@rivulet/engine";
import { type CommonCell, conventions } from "../../conventions.ts";
import { type ConvertedLayer, convertLayer } from "../../convert-layer.ts";
import { activationsOf } from "../activation-names.ts";
import { type Constant, floats, knownDims, spend } from "../constant.ts";
import type { Context } from "../context.ts";
import { type Axis, dimOf, newAtom } from "../dims.ts";
import type { Operators } from "../operator.ts";
import type { RecurrentStream, Signal, Stream } from "../values.ts";
import { initialStates } from "./initial-states.ts";
import { checkLengths } from "./sequence-lengths.ts";

/** RNN, GRU and LSTM with all of their attributes: one stream a direction. */
export const recurrentOperators: Operators = {
  RNN: (context) => recurrent(context, "rnn"),
  GRU: (context) => recurrent(context, "gru"),
  LSTM: (context) => recurrent(context, "lstm"),
};

const directions = {
  forward: ["forward"],
  reverse: ["backward"],
  bidirectional: ["forward", "backward"],
} as const;

/** How many activations a direction has. */
const activationCounts = { rnn: 1, gru: 2, lstm: 3 } as const;
const defaultActivations = { rnn: ["Tanh"], gru: ["Sigmoid", "Tanh"], lstm: ["Sigmoid", "Tanh", "Tanh"] } as const;

function recurrent(context: Context, cell: CommonCell): readonly Signal[] {
  const x = context.value(0);
  if (x.kind === "constant") return context.refuse("a signal", "a constant");
  const batchFirst = context.int("layout", 0) === 1;
  if (x.axes.length !== 3) context.refuse("an input of three axes", `${x.axes.length}`);
  const time = x.axes[batchFirst ? 1 : 0];
  const batch = x.axes[batchFirst ? 0 : 1];
  context.takeAxis(time, "time");
  context.takeAxis(batch, "batch");
  const below = context.vectors(x, "the input");
  checkLengths(context, time);

  const layers = layersOf(context, cell, x.reversed !== undefined, below.size);
  const hidden = layers[0].layer.config.hidden;
  const streams = layers.map(
    ({ layer, initial }): RecurrentStream => ({
      kind: "recurrent",
      layer,
      initial,
      below,
      size: hidden,
      node: context.name,
    }),
  );
  const part: Axis = streams.length === 1 ? [] : [newAtom("part", streams.length)];
  const features: Axis = [newAtom("feature", hidden)];
  const lastAxes = batchFirst ? [batch, part, features] : [part, batch, features];
  // Of one step the last is the only one.
  const isOneStep = dimOf(time) === 1;
  const last = (made: readonly Stream[]): Signal => ({
    kind: "signal",
    streams: isOneStep
      ? made
      : made.map((below): Stream => ({ kind: "last", read: "own", below, size: hidden, node: context.name })),
    axes: lastAxes,
  });
  const all: Signal = {
    kind: "signal",
    streams,
    axes: batchFirst ? [batch, time, part, features] : [time, part, batch, features],
    ...(x.reversed && { reversed: x.reversed }),
  };
  const cells = streams.map((stream): Stream => ({ kind: "cell", below: stream, size: hidden, node: context.name }));
  return [all, last(streams), last(cells)];
}

interface DirectedLayer {
  readonly layer: ConvertedLayer;
  readonly initial: RecurrentStream["initial"];
}

function layersOf(context: Context, cell: CommonCell, reversed: boolean, inputs: number): readonly DirectedLayer[] {
  const direction = context.text("direction", "forward");
  if (!Object.hasOwn(directions, direction)) context.refuse(Object.keys(directions).join(", "), direction);
  const ways: readonly ("forward" | "backward")[] = directions[direction as keyof typeof directions];
  const gates = conventions.onnx.gates[cell].length;
  const kernels = blocks(context, 1, "W", ways.length, 3);
  const recurrentKernels = blocks(context, 2, "R", ways.length, 3);
  const hidden = recurrentKernels.dims[2];
  if (context.int("hidden_size", hidden) !== hidden)
    context.refuse(`a hidden_size of ${hidden}`, `${context.int("hidden_size", 0)}`);
  if (kernels.dims[1] !== gates * hidden || recurrentKernels.dims[1] !== gates * hidden) {
    context.refuse(`${gates * hidden} rows of W and R`, `${kernels.dims[1]} and ${recurrentKernels.dims[1]}`);
  }
  if (inputs !== 0 && inputs !== kernels.dims[2]) context.refuse(`W of ${inputs} columns`, `${kernels.dims[2]}`);
  const biases = context.inputs[3] && blocks(context, 3, "B", ways.length, 2);
  const peepholes = cell === "lstm" && context.inputs[7] ? blocks(context, 7, "P", ways.length, 2) : undefined;
  const clip = context.has("clip") ? context.float("clip", 0) : undefined;
  const activations = activationForms(context, cell, ways.length);
  const states = initialStates(context, cell, ways.length, hidden);
  return ways.map((way, d): DirectedLayer => {
    const [first, second, third] = activations[d];
    const layer = convertLayer("onnx", {
      cell,
      hidden,
      kernel: kernels.of(d),
      recurrentKernel: recurrentKernels.of(d),
      ...(biases && { bias: biases.of(d) }),
      ...(peepholes && { peepholes: peepholes.of(d) }),
      ...(clip !== undefined && { clip }),
      direction: (way === "forward") === reversed ? "backward" : "forward",
      ...(cell === "gru" && {
        reset: context.int("linear_before_reset", 0) === 0 ? ("before" as const) : ("after" as const),
      }),
      ...(cell === "rnn" ? { activation: first } : { gateActivation: first, activation: second }),
      ...(cell === "lstm" && { outputActivation: third, coupled: context.int("input_forget", 0) !== 0 }),
      ...states[d].learned,
    });
    return { layer, initial: states[d].inputs };
  });
}

interface Blocks {
  readonly dims: readonly number[];
  /** The numbers of one direction. */
  of(direction: number): Float32Array;
}

/** A tensor of weights whose first axis counts directions. */
function blocks(context: Context, i: number, what: string, count: number, rank: number): Blocks {
  const tensor: Constant = context.constant(i, what);
  const dims = knownDims(tensor);
  const data = floats(tensor, context.work);
  if (dims === undefined || data === undefined || dims.length !== rank || dims[0] !== count) {
    return context.refuse(`${what} of ${rank} axes, ${count} first`, tensor.dims.map(String).join(" × "));
  }
  spend(context.work, data.length);
  const width = data.length / count;
  return { dims, of: (direction) => data.slice(direction * width, (direction + 1) * width) };
}

type Form = string | ParametricActivation;

/** f, or f and g, or f, g and h of each direction. */
function activationForms(context: Context, cell: CommonCell, count: number): readonly (readonly Form[])[] {
  const each = activationCounts[cell];
  const names = context.texts("activations") ?? Array.from({ length: count }, () => defaultActivations[cell]).flat();
  if (names.length !== each * count) context.refuse(`${each * count} activations`, `${names.length}`);
  const alphas = context.attribute("activation_alpha")?.floats ?? [];
  const betas = context.attribute("activation_beta")?.floats ?? [];
  const forms = activationsOf(names, alphas, betas).map((form, i): Form => {
    if (form === undefined) return context.refuse("activations of ONNX with all that has no default", names[i]);
    return typeof form === "string" ? onnxName(form) : form;
  });
  return Array.from({ length: count }, (_, d) => forms.slice(d * each, (d + 1) * each));
}

/** `convertLayer` takes activations without parameters by ONNX's names. */
function onnxName(activation: string): string {
  const found = Object.entries(conventions.onnx.activations).find(([, ours]) => ours === activation);
  return found?.[0] ?? activation;
}
