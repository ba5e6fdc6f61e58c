import type { Activation, DenseLayer, LayerConfig, Tensor, Weights } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { namedTensors } from "../convert-layer.ts";
import { type LastRead, type LinearStream, type RecurrentStream, type Stream, sameStream } from "./values.ts";

/** One layer of a stack as it was found in a graph. */
export interface ChainLayer {
  /** What the layer above sees. */
  readonly stream: Stream;
  /** What this layer sees. */
  readonly below: Stream;
  /** K: numbers of what it sees. */
  readonly columns: number;
  readonly config: LayerConfig;
  /** By name, for the layer at this path. */
  readonly tensors: (path: string) => Weights;
  /** Its recurrent parts, with what follows the layer's path in the names of their tensors. */
  readonly parts: readonly { readonly stream: RecurrentStream; readonly suffix: string }[];
}

/** The layers from `top` down to the input, lowest first, and what the lowest one sees. */
export interface Chain {
  readonly layers: readonly ChainLayer[];
  readonly input: Stream;
  /** Whether only the last step of the sequence is read. */
  readonly last: boolean;
}

/** @throws RivuletError IMPORT_UNSUPPORTED where the streams are no stack of layers */
export function chainBelow(top: Stream): Chain {
  const layers: ChainLayer[] = [];
  let [stream, last] = [top, false];
  let read: LastRead | undefined;
  while (!isInput(stream)) {
    if (stream.kind === "last") {
      last = true;
      read = stream.read;
      stream = stream.below;
      continue;
    }
    const layer = layerOf(stream);
    if (read !== undefined && layer.parts.length > 0) {
      checkRead(layer, read);
      read = undefined;
    }
    layers.unshift(layer);
    stream = layer.below;
  }
  return { layers, input: stream, last };
}

/** A recurrent layer's own last step is the last of the sequence where it goes forward, the first where it goes backward. */
function checkRead({ parts, stream }: ChainLayer, read: LastRead): void {
  const own = ({ layer }: RecurrentStream) => (layer.config.direction === "backward" ? "first" : "last");
  if (read === "own" || parts.every((part) => own(part.stream) === read)) return;
  throw unsupported("each direction read after its own last step", `a read of the ${read} step`, stream);
}

export function isInput(stream: Stream): boolean {
  const { kind } = stream;
  if (kind === "concat" || kind === "sum") return stream.parts.every(isInput);
  return kind === "input" || kind === "embedding";
}

function layerOf(stream: Stream): ChainLayer {
  switch (stream.kind) {
    case "recurrent":
      return single(stream);
    case "linear":
      return dense(stream, stream, "linear");
    case "activation":
      return stream.below.kind === "linear"
        ? dense(stream, stream.below, stream.activation)
        : dense(stream, identity(stream.below), stream.activation);
    case "concat":
      return bidirectional(stream, stream.parts, "concat");
    case "sum":
      return residual(stream, stream.parts) ?? bidirectional(stream, stream.parts, "sum");
    default:
      throw unsupported("a layer", stream.kind, stream);
  }
}

function single(stream: RecurrentStream): ChainLayer {
  const { layer, below } = stream;
  return {
    stream,
    below,
    columns: layer.tensors.weightIh.shape[1],
    config: layer.config,
    tensors: (path) => namedTensors(path, layer),
    parts: [{ stream, suffix: "" }],
  };
}

function dense(stream: Stream, { weight, bias, size, below }: LinearStream, activation: Activation): ChainLayer {
  const columns = weight.length / size;
  const config: DenseLayer = { cell: "dense", hidden: size, activation };
  const tensors = (path: string): Record<string, Tensor> => ({
    [`${path}.weight`]: { shape: [size, columns], data: weight },
    [`${path}.bias`]: { shape: [size], data: bias ?? new Float32Array(size) },
  });
  return { stream, below, columns, config, tensors, parts: [] };
}

/** Vectors as a product that changes none of their numbers. */
export function identity(below: Stream): LinearStream {
  const { size, node } = below;
  if (size > 2 ** 12)
    throw unsupported("a product with weights", `an activation of ${size} numbers without one`, below);
  const weight = Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  return { kind: "linear", weight, below, size, node };
}

function bidirectional(stream: Stream, parts: readonly Stream[], merge: "concat" | "sum"): ChainLayer {
  const [forward, backward, ...others] = parts;
  const fits =
    forward.kind === "recurrent" &&
    backward?.kind === "recurrent" &&
    others.length === 0 &&
    directionOf(forward) === "forward" &&
    directionOf(backward) === "backward" &&
    sameStream(forward.below, backward.below);
  if (!fits)
    throw unsupported("a forward and a backward layer of the same input", `a ${merge} of other vectors`, stream);
  const { direction: _, ...backwardConfig } = backward.layer.config;
  return {
    stream,
    below: forward.below,
    columns: forward.layer.tensors.weightIh.shape[1],
    config: {
      cell: "bidirectional",
      forward: forward.layer.config,
      backward: backwardConfig,
      ...(merge !== "concat" && { merge }),
    },
    tensors: (path) => ({
      ...namedTensors(`${path}.forward`, forward.layer),
      ...namedTensors(`${path}.backward`, backward.layer),
    }),
    parts: [
      { stream: forward, suffix: ".forward" },
      { stream: backward, suffix: ".backward" },
    ],
  };
}

export function directionOf({ layer }: RecurrentStream): "forward" | "backward" {
  return layer.config.direction ?? "forward";
}

/** A layer's output plus what the layer sees. */
function residual(stream: Stream, parts: readonly Stream[]): ChainLayer | undefined {
  const [a, b, ...others] = parts;
  if (others.length > 0) return undefined;
  for (const [own, input] of [
    [a, b],
    [b, a],
  ]) {
    if (isInput(own) || own.kind === "last") continue;
    if (own.kind === "sum" || own.kind === "concat" ? !isPair(own.parts) : false) continue;
    const layer = layerOf(own);
    if (sameStream(layer.below, input)) return { ...layer, stream, config: { ...layer.config, residual: true } };
  }
  return undefined;
}

function isPair(parts: readonly Stream[]): boolean {
  return parts.length === 2 && parts.every(({ kind }) => kind === "recurrent");
}

export function unsupported(expected: string, came: string, { node }: Stream): RivuletError {
  return new RivuletError("IMPORT_UNSUPPORTED", `expected ${expected}, came ${came} at ${node}`);
}
