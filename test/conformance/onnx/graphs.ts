import { dataTypes } from "@rivulet/formats/onnx";
import type { TestGraph } from "./graph.ts";

/** Units, numbers of x, classes. */
const [H, K, N] = [3, 2, 4];

/** A graph by hand: what it writes, with an input `x` (or `ids`) and outputs. */
export interface WrittenGraph {
  readonly name: string;
  /** Where the axis of time stands in the input. */
  readonly timeAxis: 0 | 1;
  /** Ids from 0 to so many, instead of vectors. */
  readonly ids?: number;
  readonly opset?: number;
  write(graph: TestGraph): void;
}

function lstm(graph: TestGraph, x: string, size = K, lengths = "", way = "forward", state: readonly string[] = []) {
  const D = way === "bidirectional" ? 2 : 1;
  const weights = [graph.weights(D, 4 * H, size), graph.weights(D, 4 * H, H), graph.weights(D, 8 * H)];
  return graph.nodes("LSTM", [x, ...weights, lengths, ...state], 3, { hidden_size: H, direction: way });
}

function gru(graph: TestGraph, x: string, size = K) {
  const weights = [graph.weights(1, 3 * H, size), graph.weights(1, 3 * H, H), graph.weights(1, 6 * H)];
  return graph.nodes("GRU", [x, ...weights], 2, { hidden_size: H, linear_before_reset: 1 });
}

const squeezed = (graph: TestGraph, y: string, axis: number) => graph.node("Squeeze", [y, graph.integers(axis)]);

/** Graphs of layers, as exporters other than PyTorch's write them. */
export const layerGraphs: readonly WrittenGraph[] = [
  {
    name: "lengths from the shape, a dense layer on all steps of all sequences in one matrix (Keras by tf2onnx)",
    timeAxis: 1,
    write(graph) {
      const x = graph.input("x", ["batch", "time", K]);
      const shape = graph.node("Shape", [x]);
      const time = graph.node("Slice", [shape, graph.integers(1), graph.integers(2), graph.integers(0)]);
      const batch = graph.node("Gather", [shape, graph.integers(0)]);
      const lengths = graph.node("Cast", [graph.node("Expand", [time, batch])], { to: dataTypes.int32 });
      const turned = graph.node("Transpose", [x], { perm: [1, 0, 2] });
      const [y] = lstm(graph, turned, K, lengths);
      const rows = graph.node("Transpose", [squeezed(graph, y, 1)], { perm: [1, 0, 2] });
      const matrix = graph.node("Reshape", [rows, graph.integers(-1, H)]);
      const logits = graph.node("Add", [graph.node("MatMul", [matrix, graph.weights(H, N)]), graph.weights(N)]);
      const back = graph.node("Concat", [batch, time, graph.integers(N)], { axis: 0 });
      graph.output(graph.node("Softmax", [graph.node("Reshape", [logits, back])], { axis: -1 }), ["batch", "time", N]);
    },
  },
  {
    name: "both directions as two nodes, one over reversed steps",
    timeAxis: 0,
    write(graph) {
      const x = graph.input("x", ["time", "batch", K]);
      const reversed = (tensor: string) =>
        graph.node("Slice", [
          tensor,
          graph.integers(-1),
          graph.integers(-(2 ** 40)),
          graph.integers(0),
          graph.integers(-1),
        ]);
      const forward = squeezed(graph, lstm(graph, x)[0], 1);
      const backward = reversed(squeezed(graph, gru(graph, reversed(x))[0], 1));
      const both = graph.node("Concat", [forward, backward], { axis: 2 });
      const logits = graph.node("MatMul", [both, graph.weights(2 * H, 1)]);
      graph.output(graph.node("Sigmoid", [graph.node("Add", [graph.floats([1], [0.3]), logits])]), [
        "time",
        "batch",
        1,
      ]);
    },
  },
  {
    name: "a layer over reversed steps, whose outputs are left so",
    timeAxis: 0,
    write(graph) {
      const x = graph.input("x", ["time", "batch", K]);
      const [back, end] = [graph.integers(-1), graph.integers(-(2 ** 40))];
      const turned = graph.node("Slice", [x, back, end, graph.integers(0), back]);
      const logits = graph.node("MatMul", [squeezed(graph, lstm(graph, turned)[0], 1), graph.weights(H, N)]);
      graph.output(graph.node("Softmax", [logits], { axis: -1 }), ["time", "batch", N]);
      graph.output(graph.node("Sigmoid", [logits]), ["time", "batch", N]);
    },
  },
  {
    name: "the sum of both directions and a residual layer, read after its last step by Gemm",
    timeAxis: 0,
    write(graph) {
      const x = graph.input("x", ["time", "batch", K]);
      const [y] = lstm(graph, x, K, "", "bidirectional");
      const way = (index: number) => graph.node("Gather", [y, graph.integer(index)], { axis: 1 });
      const sum = graph.node("Add", [way(0), way(1)]);
      const layer = squeezed(graph, gru(graph, sum, H)[0], 1);
      const last = graph.node("Gather", [graph.node("Add", [layer, sum]), graph.integer(-1)], { axis: 0 });
      const vertical = graph.node("Gemm", [last, graph.weights(5, H), graph.weights(5)], {
        transB: 1,
        alpha: { float: 0.5 },
        beta: { float: 2 },
      });
      const logits = graph.node("Gemm", [
        graph.node("Elu", [vertical], { alpha: { float: 0.8 } }),
        graph.weights(5, N),
      ]);
      graph.output(graph.node("LogSoftmax", [logits]), ["batch", N]);
    },
  },
  {
    name: "two columns of ids, an embedding of each, a state of zeros, operator set 11",
    timeAxis: 1,
    ids: 5,
    opset: 11,
    write(graph) {
      const ids = graph.input("x", ["batch", "time", 2], dataTypes.int64);
      const column = (index: number) => graph.node("Gather", [ids, graph.integer(index)], { axis: 2 });
      const vectors = [0, 1].map((index) => graph.node("Gather", [graph.weights(5, index + 2), column(index)]));
      const turned = graph.node("Transpose", [graph.node("Concat", vectors, { axis: -1 })], { perm: [1, 0, 2] });
      const batch = graph.node("Gather", [graph.node("Shape", [ids]), graph.integers(0)]);
      const dims = graph.node("Concat", [graph.integers(1), batch, graph.integers(H)], { axis: 0 });
      const zeros = graph.node("ConstantOfShape", [dims]);
      const [, last] = lstm(graph, turned, 5, "", "forward", [zeros, zeros]);
      const state = graph.node("Squeeze", [last], { axes: [0] });
      graph.output(graph.node("Softmax", [graph.node("MatMul", [state, graph.weights(H, N)])], { axis: 1 }), [
        "batch",
        N,
      ]);
    },
  },
  {
    name: "the sum of several ids a step",
    timeAxis: 0,
    ids: 6,
    write(graph) {
      const ids = graph.input("x", ["time", "batch", 2], dataTypes.int64);
      const rows = graph.node("Gather", [graph.weights(6, K), ids]);
      const sum = graph.node("ReduceSum", [rows, graph.integers(2)], { keepdims: 0 });
      graph.output(graph.node("Dropout", [squeezed(graph, gru(graph, sum)[0], 1)]), ["time", "batch", H]);
    },
  },
];
