import {
  type AttributeValue,
  attributeProto,
  dataTypes,
  encodeOnnx,
  floatTensor,
  type GraphProto,
  integerTensor,
  type NodeProto,
  type TensorProto,
  valueInfo,
} from "../../src/onnx/index.ts";

const X = valueInfo("x", dataTypes.float, ["time", "batch", 2]);
const Y = valueInfo("y", dataTypes.float, ["time", "batch", 2]);

export function node(
  opType: string,
  input: readonly string[],
  output: string,
  attributes: Record<string, AttributeValue> = {},
): NodeProto {
  return {
    opType,
    name: `${opType} of ${output}`,
    input,
    output: [output],
    attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
  };
}

function file(graph: Partial<GraphProto>): Uint8Array {
  return encodeOnnx({
    irVersion: 8,
    opsetImport: [{ domain: "", version: 17 }],
    graph: { name: "hostile", input: [X], output: [Y], ...graph },
  });
}

const weight = floatTensor("w", [2, 2], new Float32Array(4));
const layer = node("MatMul", ["x", "w"], "y");
const withWeight = (tensor: TensorProto) => file({ node: [layer], initializer: [tensor] });

/** Doubles a constant n times, then puts it to use. */
function doubled(n: number): Uint8Array {
  const nodes = Array.from({ length: n }, (_, i) => node("Concat", [`c${i}`, `c${i}`], `c${i + 1}`, { axis: 0 }));
  const c0 = floatTensor("c0", [1024], new Float32Array(1024));
  return file({ node: [...nodes, node("Add", ["x", `c${n}`], "y")], initializer: [c0] });
}

/** A chain of nodes of one operator. */
export function chain(length: number, make: (from: string, to: string) => NodeProto): Uint8Array {
  const name = (i: number) => (i === 0 ? "x" : i === length ? "y" : `v${i}`);
  return file({ node: Array.from({ length }, (_, i) => make(name(i), name(i + 1))), initializer: [weight] });
}

/** Field number 1, 5 or 6, length-delimited, around what is inside: graphs in attributes of nodes of graphs. */
function nested(depth: number): Uint8Array {
  const parts: number[][] = [];
  let length = 0;
  for (let i = 0; i < depth; i++) {
    const part = [[0x0a, 0x32, 0x2a][i % 3], ...varint(length)];
    parts.push(part);
    length += part.length;
  }
  return Uint8Array.from([0x3a, ...varint(length), ...parts.reverse().flat()]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}

const fill = (byte: readonly number[], count: number) =>
  Uint8Array.from({ length: byte.length * count }, (_, i) => byte[i % byte.length]);
const manyEmptyNodes = fill([0x0a, 0x00], 1e6);
const expanded = node("Expand", ["w0", "shape"], "big");
const shapeOf = (...dims: readonly number[]) => integerTensor("shape", [dims.length], dims);
const one = floatTensor("w0", [1], Float32Array.of(1));

/** Each with the code that it is refused with. */
export const hostileOnnxFiles: readonly (readonly [code: string, name: string, bytes: Uint8Array])[] = [
  ["FILE_DAMAGED", "nothing", new Uint8Array(0)],
  ["FILE_DAMAGED", "a length of 4 GB", Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2, 3)],
  ["FILE_DAMAGED", "a length of 2⁶³", Uint8Array.of(0x3a, ...fill([0xff], 8), 0x7f, 1)],
  ["FILE_DAMAGED", "a number without an end", fill([0xff], 100)],
  ["FILE_DAMAGED", "a graph where a number belongs", Uint8Array.of(0x0a, 1, 1)],
  ["FILE_DAMAGED", "no UTF-8 in a name", Uint8Array.of(0x3a, 4, 0x12, 2, 0xc3, 0x28)],
  ["FILE_TOO_LARGE", "graphs in graphs", nested(1000)],
  ["FILE_TOO_LARGE", "a million nodes", Buffer.concat([Uint8Array.of(0x3a, ...varint(2e6)), manyEmptyNodes])],
  ["FILE_TOO_LARGE", "a million fields that are not known", fill([0x98, 0x06, 0x00], 1e6)],
  ["FILE_DAMAGED", "no graph", encodeOnnx({ opsetImport: [{ version: 17 }] })],
  ["FILE_VERSION", "no operator set", encodeOnnx({ graph: { node: [layer], input: [X], output: [Y] } })],
  ["FILE_DAMAGED", "fewer numbers than the dims say", withWeight({ ...weight, dims: [2, 3] })],
  ["FILE_DAMAGED", "dims whose product is no number", withWeight({ ...weight, dims: [2 ** 40, 2 ** 40] })],
  ["FILE_DAMAGED", "negative dims", withWeight({ ...weight, dims: [-2, -2] })],
  ["FILE_DAMAGED", "a hundred dims", withWeight({ ...weight, dims: Array.from({ length: 100 }, () => 1) })],
  [
    "IMPORT_UNSUPPORTED",
    "external data",
    withWeight({ ...weight, dataLocation: 1, externalData: [{ key: "location", value: "/etc/passwd" }] }),
  ],
  ["IMPORT_UNSUPPORTED", "texts as weights", withWeight({ ...weight, dataType: 8 })],
  [
    "WEIGHTS_INVALID",
    "NaN among the weights",
    file({
      node: [node("MatMul", ["x", "w"], "v"), node("Relu", ["v"], "y")],
      initializer: [floatTensor("w", [2, 2], Float32Array.of(1, 2, Number.NaN, 4))],
    }),
  ],
  [
    "FILE_DAMAGED",
    "a cycle",
    file({ node: [node("Add", ["x", "b"], "a"), node("Relu", ["a"], "b"), node("Relu", ["b"], "y")] }),
  ],
  ["FILE_DAMAGED", "a node that needs itself", file({ node: [node("Add", ["x", "y"], "y")] })],
  ["FILE_DAMAGED", "a tensor made twice", file({ node: [node("Relu", ["x"], "y"), node("Tanh", ["x"], "y")] })],
  ["FILE_DAMAGED", "an output that nothing makes", file({})],
  [
    "IMPORT_UNSUPPORTED",
    "an operator of another domain",
    file({ node: [{ ...node("Relu", ["x"], "y"), domain: "evil" }] }),
  ],
  ["FILE_TOO_LARGE", "constants that double", doubled(40)],
  [
    "FILE_TOO_LARGE",
    "a constant expanded to 2⁴⁰ numbers",
    file({ node: [expanded, node("Sub", ["big", "w0"], "y")], initializer: [one, shapeOf(2 ** 20, 2 ** 20)] }),
  ],
  [
    "IMPORT_UNSUPPORTED",
    "a shape of a negative extent",
    file({ node: [expanded, node("Add", ["x", "big"], "y")], initializer: [one, shapeOf(-5)] }),
  ],
  ["FILE_TOO_LARGE", "sums of sums of one vector", chain(60, (from, to) => node("Add", [from, from], to))],
  [
    "FILE_TOO_LARGE",
    "vectors side by side, doubled again and again",
    chain(60, (from, to) => node("Concat", [from, from], to, { axis: 2 })),
  ],
  ["IMPORT_UNSUPPORTED", "ever more axes", chain(100, (from, to) => node("Unsqueeze", [from], to, { axes: [0] }))],
  [
    "IMPORT_UNSUPPORTED",
    "a slice of two billion parts",
    file({
      node: [node("Slice", ["x", "s", "e"], "y")],
      initializer: [integerTensor("s", [1], [0]), integerTensor("e", [1], [2 ** 31])],
    }),
  ],
];
