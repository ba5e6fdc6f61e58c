import type { Activation, DenseLayer, LayerConfig, Tensor, Weights } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { namedTensors } from "../convert-layer.ts";
import { spend, type Work } from "./constant.ts";
import { type LastStream, type LinearStream, type RecurrentStream, type Stream, sameStream } from "./values.ts";

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
export function chainBelow(top: Stream, work: Work): Chain {
  const layers: ChainLayer[] = [];
  let stream = top;
  /** The lowest recurrent layer yet, and what reads one step of what is next. */
  let above: Stream | undefined;
  let reader: LastStream | undefined;
  let last = false;
  while (!isInput(stream)) {
    if (stream.kind === "last") {
      if (above) throw unsupported("a recurrent layer over all steps", "one over the last step", above);
      last = true;
      reader = stream;
      stream = stream.below;
      continue;
    }
    const layer = layerOf(stream, work);
    spend(work, 1);
    if (layer.parts.length > 0) {
      if (reader) checkRead(layer, reader);
      reader = undefined;
      above = stream;
    }
    layers.push(layer);
    stream = layer.below;
  }
  return { layers: layers.reverse(), input: stream, last };
}

/** A recurrent layer's own last step is the last of the sequence where it goes forward, the first where it goes backward. */
function checkRead({ parts }: ChainLayer, reader: LastStream): void {
  const own = ({ layer }: RecurrentStream) => (layer.config.direction === "backward" ? "first" : "last");
  if (reader.read === "own" || parts.every((part) => own(part.stream) === reader.read)) return;
  throw unsupported("each direction read after its own last step", `a read of the ${reader.read} step`, reader);
}

export function isInput(stream: Stream): boolean {
  const { kind } = stream;
  if (kind === "concat" || kind === "sum") return stream.parts.every(isInput);
  return kind === "input" || kind === "embedding";
}

function layerOf(stream: Stream, work: Work): ChainLayer {
  switch (stream.kind) {
    case "recurrent":
      return single(stream);
    case "linear":
      return dense(stream, stream, "linear");
    case "activation":
      return stream.below.kind === "linear"
        ? dense(stream, stream.below, stream.activation)
        : dense(stream, identity(stream.below, work), stream.activation);
    case "concat":
      return bidirectional(stream, stream.parts, "concat");
    case "sum":
      return residual(stream, stream.parts, work) ?? bidirectional(stream, stream.parts, "sum");
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
export function identity(below: Stream, work: Work): LinearStream {
  const { size, node } = below;
  spend(work, size * size);
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
function residual(stream: Stream, parts: readonly Stream[], work: Work): ChainLayer | undefined {
  const [a, b, ...others] = parts;
  if (others.length > 0) return undefined;
  for (const [own, input] of [
    [a, b],
    [b, a],
  ]) {
    if (isInput(own) || own.kind === "last") continue;
    if (own.kind === "sum" || own.kind === "concat" ? !isPair(own.parts) : false) continue;
    const layer = layerOf(own, work);
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
