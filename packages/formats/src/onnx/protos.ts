import { encodeUtf8 as utf8 } from "../utf8.ts";
import {
  type AttributeProto,
  attributeTypes,
  dataTypes,
  type GraphProto,
  type TensorProto,
  type ValueInfoProto,
} from "./schema.ts";

/** An attribute by what its value is; numbers are `int`s, or `float`s where they are wrapped in `{ float }`. */
export type AttributeValue =
  | number
  | string
  | readonly string[]
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly tensor: TensorProto }
  | { readonly graph: GraphProto };

export function attributeProto(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === "number") return { name, i: value, type: attributeTypes.int };
  if (typeof value === "string") return { name, s: utf8(value), type: attributeTypes.string };
  if ("float" in value) return { name, f: value.float, type: attributeTypes.float };
  if ("floats" in value) return { name, floats: value.floats, type: attributeTypes.floats };
  if ("tensor" in value) return { name, t: value.tensor, type: attributeTypes.tensor };
  if ("graph" in value) return { name, g: value.graph, type: attributeTypes.graph };
  if (value.every((item) => typeof item === "number")) return { name, ints: value, type: attributeTypes.ints };
  return { name, strings: value.map((item) => utf8(String(item))), type: attributeTypes.strings };
}

export function floatTensor(name: string, dims: readonly number[], data: Float32Array): TensorProto {
  const rawData = new Uint8Array(4 * data.length);
  const view = new DataView(rawData.buffer);
  data.forEach((value, i) => {
    view.setFloat32(4 * i, value, true);
  });
  return { name, dims, dataType: dataTypes.float, rawData };
}

export function integerTensor(name: string, dims: readonly number[], data: readonly number[]): TensorProto {
  const rawData = new Uint8Array(8 * data.length);
  const view = new DataView(rawData.buffer);
  data.forEach((value, i) => {
    view.setBigInt64(8 * i, BigInt(value), true);
  });
  return { name, dims, dataType: dataTypes.int64, rawData };
}

/** An input or output of a graph; an extent that is not fixed has a name. */
export function valueInfo(name: string, elemType: number, dims: readonly (number | string)[]): ValueInfoProto {
  const dim = dims.map((extent) => (typeof extent === "number" ? { dimValue: extent } : { dimParam: extent }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
