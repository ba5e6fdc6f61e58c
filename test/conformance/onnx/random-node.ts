import {
  type AttributeValue,
  attributeProto,
  dataTypes,
  encodeOnnx,
  floatTensor,
  type TensorProto,
  valueInfo,
} from "@rivulet/formats/onnx";

/** How the first state of a node is told. */
type InitialState = "none" | "constant" | "input";

/** One recurrent node of ONNX with its inputs, drawn at random over all attributes. */
export interface RandomNode {
  readonly operator: "RNN" | "GRU" | "LSTM";
  readonly ways: readonly ("forward" | "backward")[];
  readonly hidden: number;
  readonly size: number;
  readonly steps: number;
  readonly batch: number;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly weights: readonly TensorProto[];
  /** Numbers of X [steps, batch, size]. */
  readonly x: Float32Array;
  /** int32, one a sequence. */
  readonly lengths: readonly number[] | undefined;
  /** `initial_h` and `initial_c`: [ways, batch, hidden], in a constant the same for all sequences. */
  readonly states: Readonly<Record<string, { readonly how: InitialState; readonly data: Float32Array }>>;
  readonly batchFirst: boolean;
}

const activationNames = [
  "Relu",
  "Tanh",
  "Sigmoid",
  "Affine",
  "LeakyRelu",
  "ThresholdedRelu",
  "ScaledTanh",
  "HardSigmoid",
  "Elu",
  "Softsign",
  "Softplus",
];
const withAlpha = ["Affine", "LeakyRelu", "ThresholdedRelu", "ScaledTanh", "HardSigmoid", "Elu"];
const withBeta = ["Affine", "ScaledTanh", "HardSigmoid"];
/** Those whose defaults are the same in ONNX and in ONNX Runtime: the others are told all of their parameters. */
const withDefaults = ["LeakyRelu", "HardSigmoid", "Elu"];
const gateCounts = { RNN: 1, GRU: 3, LSTM: 4 } as const;
const activationCounts = { RNN: 1, GRU: 2, LSTM: 3 } as const;

/** `random` gives numbers from [0, 1). */
export function randomNode(random: () => number): RandomNode {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const numbers = (count: number, bound: number) =>
    Float32Array.from({ length: count }, () => bound * (2 * random() - 1));
  const maybe = (chance = 0.5) => random() < chance;

  const operator = pick(["RNN", "GRU", "LSTM"] as const);
  const direction = pick(["forward", "reverse", "bidirectional"] as const);
  const ways = { forward: ["forward"], reverse: ["backward"], bidirectional: ["forward", "backward"] } as const;
  const D = ways[direction].length;
  const [hidden, size, steps, batch] = [whole(1, 5), whole(1, 5), whole(1, 6), whole(1, 3)];
  const rows = gateCounts[operator] * hidden;
  const weights = [
    floatTensor("W", [D, rows, size], numbers(D * rows * size, 0.6)),
    floatTensor("R", [D, rows, hidden], numbers(D * rows * hidden, 0.6)),
  ];
  if (maybe(0.7)) weights.push(floatTensor("B", [D, 2 * rows], numbers(D * 2 * rows, 1)));
  if (operator === "LSTM" && maybe()) weights.push(floatTensor("P", [D, 3 * hidden], numbers(D * 3 * hidden, 1)));

  const attributes: Record<string, AttributeValue> = { hidden_size: hidden };
  if (direction !== "forward" || maybe()) attributes.direction = direction;
  if (maybe(0.4)) attributes.clip = { float: 0.2 + 2 * random() };
  if (maybe(0.7)) {
    const count = D * activationCounts[operator];
    const names = Array.from({ length: count }, () => pick(activationNames));
    attributes.activations = names;
    for (const [key, users] of [
      ["activation_alpha", withAlpha],
      ["activation_beta", withBeta],
    ] as const) {
      const takers = names.filter((name) => users.includes(name));
      const least = takers.findLastIndex((name) => !withDefaults.includes(name)) + 1;
      if (least > 0 || maybe(0.8)) attributes[key] = { floats: [...numbers(whole(least, takers.length), 1)] };
    }
  }
  if (operator === "GRU" && maybe()) attributes.linear_before_reset = whole(0, 1);
  if (operator === "LSTM" && maybe(0.4)) attributes.input_forget = whole(0, 1);

  const states: Record<string, { how: InitialState; data: Float32Array }> = {};
  for (const name of operator === "LSTM" ? ["initial_h", "initial_c"] : ["initial_h"]) {
    const how = pick(["none", "constant", "input"] as const);
    const data = numbers(D * batch * hidden, 1);
    if (how === "constant") {
      data.forEach((_, i) => {
        const way = Math.floor(i / (batch * hidden));
        data[i] = data[way * batch * hidden + (i % hidden)];
      });
    }
    states[name] = { how, data };
  }
  const lengths = maybe(0.3) ? Array.from({ length: batch }, () => whole(1, steps)) : undefined;
  const x = numbers(steps * batch * size, 2);
  const batchFirst = maybe(0.25);
  return {
    ...{ operator, ways: ways[direction], hidden, size, steps, batch },
    ...{ attributes, weights, x, lengths, states, batchFirst },
  };
}

const inputOrder = ["X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P"];

/** The bytes of the node as a model; ONNX Runtime has no `layout` 1, so for it all nodes are written with layout 0. */
export function encodeNode(node: RandomNode, batchFirst: boolean): Uint8Array {
  const { operator, ways, hidden, size, steps, batch, attributes, states, lengths } = node;
  const D = ways.length;
  const stateDims = batchFirst ? [batch, D, hidden] : [D, batch, hidden];
  const constants = [...node.weights];
  const inputs = [valueInfo("X", dataTypes.float, batchFirst ? [batch, steps, size] : [steps, batch, size])];
  if (lengths) inputs.push(valueInfo("sequence_lens", dataTypes.int32, [batch]));
  for (const [name, { how, data }] of Object.entries(states)) {
    if (how === "input") inputs.push(valueInfo(name, dataTypes.float, stateDims));
    if (how === "constant") {
      constants.push(floatTensor(name, stateDims, batchFirst ? swapped(data, D, batch, hidden) : data));
    }
  }
  const present = new Set([...inputs, ...constants].map(({ name }) => name));
  const used = inputOrder.map((name) => (present.has(name) ? name : ""));
  const outputs = [
    valueInfo("Y", dataTypes.float, batchFirst ? [batch, steps, D, hidden] : [steps, D, batch, hidden]),
    valueInfo("Y_h", dataTypes.float, stateDims),
    ...(operator === "LSTM" ? [valueInfo("Y_c", dataTypes.float, stateDims)] : []),
  ];
  const all = { ...attributes, ...(batchFirst && { layout: 1 }) };
  return encodeOnnx({
    irVersion: 9,
    opsetImport: [{ domain: "", version: 17 }],
    graph: {
      name: "node",
      node: [
        {
          opType: operator,
          name: "node",
          input: used.slice(0, used.findLastIndex((name) => name !== "") + 1),
          output: outputs.map(({ name }) => name ?? ""),
          attribute: Object.entries(all).map(([name, value]) => attributeProto(name, value)),
        },
      ],
      initializer: constants,
      input: inputs,
      output: outputs,
    },
  });
}

/** [a, b, width] with the first two axes exchanged. */
export function swapped(data: Float32Array, a: number, b: number, width: number): Float32Array {
  return data.map((_, i) => {
    const [row, k] = [Math.floor(i / width), i % width];
    return data[((row % a) * b + Math.floor(row / a)) * width + k];
  });
}
