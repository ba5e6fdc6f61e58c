import { decodeUtf8 } from "../utf8.ts";
import { concatStreams } from "./combine-streams.ts";
import { type Constant, integers, type Work } from "./constant.ts";
import { type Atom, type Axis, axisIndex, bind, resolve, unify } from "./dims.ts";
import { damaged, nodeName, refuse } from "./refuse.ts";
import type { AttributeProto, NodeProto } from "./schema.ts";
import type { Signal, Stream, Value } from "./values.ts";

/** One node with the values of its inputs: what an operator works on. */
export class Context {
  readonly node: NodeProto;
  readonly name: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly opset: number;
  readonly work: Work;
  readonly #attributes: ReadonlyMap<string, AttributeProto>;

  constructor(node: NodeProto, inputs: readonly (Value | undefined)[], opset: number, work: Work) {
    this.node = node;
    this.name = nodeName(node);
    this.inputs = inputs;
    this.opset = opset;
    this.work = work;
    this.#attributes = new Map(node.attribute?.map((attribute) => [attribute.name ?? "", attribute]));
  }

  /** Refuses the node: it means nothing here. */
  refuse(expected: string, came: string): never {
    return refuse(this.node, expected, came);
  }

  has(name: string): boolean {
    return this.#attributes.has(name);
  }

  attribute(name: string): AttributeProto | undefined {
    return this.#attributes.get(name);
  }

  int(name: string, otherwise: number): number {
    return this.#attributes.get(name)?.i ?? otherwise;
  }

  float(name: string, otherwise: number): number {
    return this.#attributes.get(name)?.f ?? otherwise;
  }

  text(name: string, otherwise: string): string {
    const bytes = this.#attributes.get(name)?.s;
    return bytes === undefined ? otherwise : decodeText(bytes);
  }

  texts(name: string): string[] | undefined {
    return this.#attributes.get(name)?.strings?.map(decodeText);
  }

  /** Input number i, which must be there. */
  value(i: number): Value {
    const value = this.inputs[i];
    if (value === undefined) throw damaged(`input ${i} of ${this.name}`, "none");
    return value;
  }

  constant(i: number, what: string): Constant {
    const value = this.value(i);
    return value.kind === "constant" ? value : this.refuse(`a constant as ${what}`, "one that depends on the inputs");
  }

  /** Whole numbers that are attribute `name` in older operator sets and input number i in newer ones. */
  ints(name: string, i: number): number[] | undefined {
    const given = this.#attributes.get(name);
    if (given !== undefined) return [...(given.ints ?? (given.i === undefined ? [] : [given.i]))];
    if (this.inputs[i] === undefined) return undefined;
    const list = integers(this.constant(i, name), this.work);
    return list?.every(Number.isInteger) ? list : this.refuse(`${name} that are known whole numbers`, "others");
  }

  /** An axis of a tensor of this rank, counted from the start. */
  axis(axis: number, rank: number): number {
    return axisIndex(axis, rank) ?? this.refuse(`an axis of ${rank}`, `axis ${axis}`);
  }

  /** The vectors whose numbers lie along the last axis of a signal. */
  vectors(signal: Signal, what: string): Stream {
    const { streams, axes } = signal;
    const all = axes.at(-1) ?? [];
    const last = all.length === 1 ? all : all.filter((atom) => resolve(atom).role === "feature" || !isSingle(atom));
    const roles = last.map((atom) => resolve(atom).role);
    if (last.length === 1 && streams.length === 1 && bind(last[0], "feature")) return streams[0];
    if (roles.join() === "part,feature") return concatStreams(streams, this.name);
    return this.refuse(`features along the last axis of ${what}`, axisText(all));
  }

  /** Takes an axis to count time, or the sequences of a batch; an axis of one step or one sequence may be either. */
  takeAxis(axis: Axis, role: "time" | "batch"): void {
    const [atom, ...others] = axis.length === 1 ? axis : axis.filter((one) => !isSingle(one));
    if (others.length > 0 || (atom !== undefined && !bind(atom, role)))
      this.refuse(`an axis of ${role}`, axisText(axis));
  }

  /** Takes all but the axes named in `except` of two signals to be the same. */
  alignAxes(a: Signal, b: Signal, except?: number): void {
    const same =
      a.axes.length === b.axes.length &&
      a.axes.every((axis, i) => {
        const other = b.axes[i];
        return i === except || (axis.length === other.length && axis.every((atom, k) => unify(atom, other[k])));
      });
    const reversed = (signal: Signal) => signal.reversed && resolve(signal.reversed);
    if (!same || reversed(a) !== reversed(b)) this.refuse("signals along the same axes", "others");
  }
}

function isSingle(atom: Atom): boolean {
  return resolve(atom).size === 1;
}

function axisText(axis: Axis): string {
  return axis.map((atom) => resolve(atom).role ?? "?").join("·") || "none";
}

function decodeText(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch {
    throw damaged("texts in UTF-8 as attributes", "other bytes");
  }
}
