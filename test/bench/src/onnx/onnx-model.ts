import { Message } from "./message.ts";

/** A constant of the graph. */
export interface OnnxConstant {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | Int8Array;
}

/** An input or output of the graph, f32. */
export interface OnnxValue {
  readonly name: string;
  readonly dims: readonly number[];
}

/** A graph of one node; an empty name leaves an optional input or output out. */
export interface OnnxGraph {
  readonly operator: string;
  readonly domain: "" | "com.microsoft";
  readonly attributes: Readonly<Record<string, number | readonly string[]>>;
  readonly nodeInputs: readonly string[];
  readonly nodeOutputs: readonly string[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

const IR_VERSION = 9;
/** Of the operator sets: 14 is the last that changed LSTM, GRU and RNN in a way that matters here. */
const OPSETS = { "": 14, "com.microsoft": 1 };
const FLOAT = 1;
const INT8 = 3;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_STRINGS = 8;

/** The bytes of an ONNX file; field numbers are those of onnx.proto3. */
export function encodeOnnxModel(graph: OnnxGraph): Uint8Array {
  const body = new Message().message(1, node(graph)).text(2, "layer");
  for (const constant of graph.constants) body.message(5, tensor(constant));
  for (const input of graph.inputs) body.message(11, value(input));
  for (const output of graph.outputs) body.message(12, value(output));
  const model = new Message().int(1, IR_VERSION).message(7, body);
  for (const [domain, version] of Object.entries(OPSETS)) {
    model.message(8, new Message().text(1, domain).int(2, version));
  }
  return model.encode();
}

function node({ operator, domain, attributes, nodeInputs, nodeOutputs }: OnnxGraph): Message {
  const message = new Message();
  for (const name of nodeInputs) message.text(1, name);
  for (const name of nodeOutputs) message.text(2, name);
  message.text(4, operator);
  for (const [name, content] of Object.entries(attributes)) message.message(5, attribute(name, content));
  return message.text(7, domain);
}

function attribute(name: string, content: number | readonly string[]): Message {
  const message = new Message().text(1, name);
  if (typeof content === "number") return message.int(3, content).int(20, ATTRIBUTE_INT);
  for (const text of content) message.text(9, text);
  return message.int(20, ATTRIBUTE_STRINGS);
}

function tensor({ name, dims, data }: OnnxConstant): Message {
  const message = new Message();
  for (const dim of dims) message.int(1, dim);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message
    .int(2, data instanceof Int8Array ? INT8 : FLOAT)
    .text(8, name)
    .bytes(9, bytes);
}

function value({ name, dims }: OnnxValue): Message {
  const shape = new Message();
  for (const dim of dims) shape.message(1, new Message().int(1, dim));
  const type = new Message().message(1, new Message().int(1, FLOAT).message(2, shape));
  return new Message().text(1, name).message(2, type);
}
