import type { Activation } from "@rivulet/engine";
import type { ConvertedLayer } from "../convert-layer.ts";
import type { Constant } from "./constant.ts";
import type { Atom, Axis } from "./dims.ts";

/** What a vector of a step is made of: the network as a graph of streams of vectors, one vector a step. */
export type Stream =
  | InputStream
  | EmbeddingStream
  | PartsStream
  | RecurrentStream
  | LinearStream
  | (Above & { readonly kind: "cell"; readonly below: RecurrentStream })
  | LastStream
  | (Above & { readonly kind: "activation"; readonly activation: Activation })
  | (Above & { readonly kind: "softmax"; readonly log: boolean })
  | (Above & { readonly kind: "argmax" });

interface AnyStream {
  /** Numbers of a vector; 0 where the graph does not say. */
  readonly size: number;
  /** The node of the graph that made it, for messages. */
  readonly node: string;
}

interface Above extends AnyStream {
  readonly below: Stream;
}

/** An input of the graph; what its numbers are shows when they are read. */
export interface InputStream extends AnyStream {
  readonly kind: "input";
  readonly name: string;
  /** One index along one axis of the input. */
  readonly select?: { readonly axis: number; readonly index: number };
}

/** Rows of a table by ids. */
export interface EmbeddingStream extends AnyStream {
  readonly kind: "embedding";
  readonly ids: InputStream;
  readonly table: { readonly name: string; readonly rows: number; readonly size: number; readonly data: Float32Array };
}

/** Vectors side by side, or added up. */
export interface PartsStream extends AnyStream {
  readonly kind: "concat" | "sum";
  readonly parts: readonly Stream[];
  /** Vectors that it is made of, through all sums and vectors side by side in it. */
  readonly count: number;
}

/** One direction of a recurrent node. */
export interface RecurrentStream extends Above {
  readonly kind: "recurrent";
  readonly layer: ConvertedLayer;
  /** Where a⟨0⟩ and c⟨0⟩ are inputs of the graph. */
  readonly initial: { readonly hidden?: InputStream; readonly cell?: InputStream };
}

/** The vectors of one step alone: a layer's own last one, or one by its place in the sequence. */
export interface LastStream extends Above {
  readonly kind: "last";
  readonly read: "own" | "first" | "last";
}

/** W x + b, W [size, K] */
export interface LinearStream extends Above {
  readonly kind: "linear";
  readonly weight: Float32Array;
  readonly bias?: Float32Array;
}

/** A tensor that depends on the inputs: what its axes count, and whose vectors it holds. */
export interface Signal {
  readonly kind: "signal";
  /** One, or as many as the axis of role `part` counts. */
  readonly streams: readonly Stream[];
  readonly axes: readonly Axis[];
  /** Along this atom the steps lie from the last to the first. */
  readonly reversed?: Atom | undefined;
}

/** What an abstract run of the graph knows of a tensor. */
export type Value = Signal | Constant;

/** Vectors that a stream is put together from. */
export function partsOf(stream: Stream): number {
  if (stream.kind === "last") return partsOf(stream.below);
  return stream.kind === "concat" || stream.kind === "sum" ? stream.count : 1;
}

/** Whether two streams hold the same vectors. */
export function sameStream(a: Stream, b: Stream): boolean {
  if (a === b) return true;
  if (a.kind === "input" && b.kind === "input") {
    return a.name === b.name && a.select?.axis === b.select?.axis && a.select?.index === b.select?.index;
  }
  if ((a.kind === "concat" || a.kind === "sum") && a.kind === b.kind) {
    const others = b.parts;
    return a.parts.length === others.length && a.parts.every((part, i) => sameStream(part, others[i]));
  }
  return a.kind === "last" && b.kind === "last" && a.read === b.read && sameStream(a.below, b.below);
}
