import type { HeadConfig } from "@rivulet/engine";
import { concatStreams } from "./combine-streams.ts";
import type { Work } from "./constant.ts";
import { resolve } from "./dims.ts";
import type { Interpreted } from "./interpret.ts";
import { type Chain, chainBelow, directionOf, identity, unsupported } from "./layer-chain.ts";
import type { OnnxOutput, OnnxReading } from "./onnx-model.ts";
import { type LinearStream, type Stream, sameStream } from "./values.ts";

/** W and b of a head, and what it is applied to. */
export interface FoundHead {
  readonly name: string;
  readonly activation: HeadConfig["activation"];
  readonly linear: LinearStream;
}

/** All that the outputs of a graph read: one stack of layers and the heads on top of it. */
export interface FoundModel {
  readonly chain: Chain;
  readonly heads: readonly FoundHead[];
  readonly outputs: readonly OnnxOutput[];
  /** Whether the heads answer from the last step to the first. */
  readonly isReversed: boolean;
}

type Form = Extract<OnnxReading, { of: "head" }>["form"];

/** One stream of an output, taken apart from above. */
interface Reading {
  readonly name: string;
  readonly stream: Stream;
  readonly chain: Chain;
  readonly head?: { readonly linear: LinearStream; readonly activation: HeadConfig["activation"]; readonly form: Form };
  readonly cell: boolean;
}

/** @throws RivuletError IMPORT_UNSUPPORTED where the outputs are not those of one stack of layers with heads on top */
export function readOutputs({ outputs }: Interpreted, work: Work): FoundModel {
  const readings = outputs.map(({ name, signal }) => signal.streams.map((stream) => readStream(name, stream, work)));
  const all = readings.flat();
  const chain = tallestChain(
    all.map((reading) => reading.chain),
    work,
  );
  const heads = findHeads(all, chain);
  // What is not a head's has one order alone, and the heads of a model have the same.
  const isReversed = outputs.every(({ signal }) => signal.reversed) && all.every(({ head }) => head !== undefined);
  return {
    chain,
    heads,
    isReversed,
    outputs: outputs.map(({ name, signal }, i): OnnxOutput => {
      if (signal.reversed && !isReversed) {
        throw unsupported("steps from the first to the last", "them reversed", signal.streams[0]);
      }
      const axes = signal.axes.map((axis) => axis.map((atom) => resolve(atom).role));
      return { name, axes, readings: readings[i].map((reading) => placed(reading, chain, heads)) };
    }),
  };
}

/** The chain that all others are part of; two directions at its top that are read apart are one bidirectional layer. */
function tallestChain(chains: readonly Chain[], work: Work): Chain {
  const tallest = chains.reduce((a, b) => (b.layers.length > a.layers.length ? b : a));
  const top = tallest.layers.at(-1);
  if (top?.stream.kind !== "recurrent") return tallest;
  for (const { layers } of chains) {
    const other = layers.length === tallest.layers.length ? layers[layers.length - 1] : top;
    const isPartner = other.stream.kind === "recurrent" && sameStream(other.below, top.below);
    if (!isPartner || directionOf(other.stream) === directionOf(top.stream)) continue;
    const parts = directionOf(top.stream) === "forward" ? [top.stream, other.stream] : [other.stream, top.stream];
    return { ...chainBelow(concatStreams(parts, top.stream.node), work), last: tallest.last };
  }
  return tallest;
}

function readStream(name: string, stream: Stream, work: Work): Reading {
  let top = stream;
  let form: Form | undefined;
  if (top.kind === "argmax") {
    form = "argmax";
    top = top.below;
  }
  let activation: HeadConfig["activation"] = "none";
  if (top.kind === "softmax") {
    form ??= top.log ? "log-probabilities" : "probabilities";
    activation = "softmax";
    top = top.below;
  } else if (top.kind === "activation" && top.activation === "sigmoid" && top.below.kind === "linear") {
    form ??= "probabilities";
    activation = "sigmoid";
    top = top.below;
  }
  if (top.kind === "linear" || form !== undefined) {
    const linear = top.kind === "linear" ? top : identity(top, work);
    const head = { linear, activation, form: form ?? ("logits" as const) };
    return { name, stream, chain: chainBelow(linear.below, work), head, cell: false };
  }
  const bare = top.kind === "last" ? top.below : top;
  if (bare.kind !== "cell") return { name, stream, chain: chainBelow(top, work), cell: false };
  return { name, stream, chain: { ...chainBelow(bare.below, work), last: top.kind === "last" }, cell: true };
}

/** Outputs of one product share a head. */
function findHeads(readings: readonly Reading[], chain: Chain): FoundHead[] {
  const heads: FoundHead[] = [];
  for (const { name, stream, head, chain: own } of readings) {
    if (head === undefined) continue;
    if (!sameChain(own, chain)) throw unsupported("all heads on top of the same layers", "one lower down", stream);
    const { linear, activation } = head;
    const at = heads.findIndex(
      (one) =>
        one.linear === linear && (one.activation === activation || activation === "none" || one.activation === "none"),
    );
    if (at < 0) heads.push({ name, activation, linear });
    else if (heads[at].activation === "none") heads[at] = { name, activation, linear };
  }
  return heads;
}

function sameChain(a: Chain, b: Chain): boolean {
  const top = ({ layers, input }: Chain) => layers.at(-1)?.stream ?? input;
  return a.layers.length === b.layers.length && sameStream(top(a), top(b));
}

function placed({ stream, chain: own, head, cell }: Reading, chain: Chain, heads: readonly FoundHead[]): OnnxReading {
  const steps = own.last ? "last" : "each";
  if (head !== undefined) {
    const index = heads.findIndex(
      ({ linear, activation }) =>
        linear === head.linear && (head.form === "logits" || head.form === "argmax" || activation === head.activation),
    );
    return { of: "head", head: index, form: head.form, steps };
  }
  const top = own.layers.at(-1);
  if (top === undefined) throw unsupported("outputs of layers", "an input", stream);
  for (const [layer, { stream: found, parts }] of chain.layers.entries()) {
    const path = `layers.${layer}`;
    if (!cell && sameStream(found, top.stream)) return { of: "hidden", layer, path, steps };
    const part = parts.find((one) => one.stream === top.stream);
    if (part !== undefined) return { of: cell ? "cell" : "hidden", layer, path: `${path}${part.suffix}`, steps };
  }
  throw unsupported("outputs of one stack of layers", "one beside it", stream);
}
