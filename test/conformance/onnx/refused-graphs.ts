import type { TestGraph } from "./graph.ts";

const [H, K] = [3, 2];

/** A graph that is no stack of layers, and the node that says so. */
export interface RefusedGraph {
  readonly name: string;
  readonly node: string;
  write(graph: TestGraph, y: string, last: string): void;
}

/** Each goes on from an LSTM over x [time, batch, K]: `y` [time, 1, batch, H], `last` [1, batch, H]. */
export const refusedGraphs: readonly RefusedGraph[] = [
  {
    name: "a recurrent layer over the last step alone",
    node: "GRU",
    write(graph, _, last) {
      const weights = [graph.weights(1, 3 * H, H), graph.weights(1, 3 * H, H)];
      graph.output(graph.nodes("GRU", [last, ...weights], 2, { hidden_size: H })[1], [1, "batch", H]);
    },
  },
  {
    name: "steps that are left reversed",
    node: "LSTM",
    write(graph, y) {
      const [back, end, axis] = [graph.integers(-1), graph.integers(-(2 ** 40)), graph.integers(0)];
      graph.output(graph.node("Slice", [y, back, end, axis, back]), ["time", 1, "batch", H]);
    },
  },
  {
    name: "one output in the order of time, another reversed",
    node: "MatMul",
    write(graph, y) {
      const logits = graph.node("MatMul", [graph.node("Squeeze", [y, graph.integers(1)]), graph.weights(H, K)]);
      const [back, end, axis] = [graph.integers(-1), graph.integers(-(2 ** 40)), graph.integers(0)];
      graph.output(graph.node("Softmax", [logits], { axis: -1 }), ["time", "batch", K]);
      graph.output(graph.node("Slice", [logits, back, end, axis, back]), ["time", "batch", K]);
    },
  },
  {
    name: "steps that are left out",
    node: "Slice",
    write(graph, y) {
      const slice = graph.node("Slice", [y, graph.integers(1), graph.integers(2 ** 40), graph.integers(0)]);
      graph.output(slice, ["rest", 1, "batch", H]);
    },
  },
  {
    name: "the first step of a layer that goes forward",
    node: "Gather",
    write(graph, y) {
      graph.output(graph.node("Gather", [y, graph.integer(0)], { axis: 0 }), [1, "batch", H]);
    },
  },
  {
    name: "units that are cut apart",
    node: "Reshape",
    write(graph, y) {
      graph.output(graph.node("Reshape", [y, graph.integers(0, 0, -1, 2)]), ["time", 1, "rest", 2]);
    },
  },
  {
    name: "a product along another axis",
    node: "MatMul",
    write(graph, y) {
      const turned = graph.node("Transpose", [y], { perm: [0, 1, 3, 2] });
      graph.output(graph.node("MatMul", [turned, graph.weights(K, H)]), ["time", 1, H, H]);
    },
  },
  {
    name: "a softmax over the steps",
    node: "Softmax",
    write(graph, y) {
      graph.output(graph.node("Softmax", [y], { axis: 0 }), ["time", 1, "batch", H]);
    },
  },
  {
    name: "a product of signals",
    node: "Mul",
    write(graph, y) {
      graph.output(graph.node("Mul", [y, y]), ["time", 1, "batch", H]);
    },
  },
  {
    name: "floats made whole",
    node: "Cast",
    write(graph, y) {
      graph.output(graph.node("Cast", [graph.node("Cast", [y], { to: 7 })], { to: 1 }), ["time", 1, "batch", H]);
    },
  },
  {
    name: "a step in place of a sequence",
    node: "LSTM",
    write(graph, y) {
      const lengths = graph.integers(1);
      const squeezed = graph.node("Squeeze", [y, graph.integers(1)]);
      const weights = [graph.weights(1, 4 * H, H), graph.weights(1, 4 * H, H), ""];
      graph.output(graph.nodes("LSTM", [squeezed, ...weights, lengths], 1, { hidden_size: H })[0], [
        "time",
        1,
        "batch",
        H,
      ]);
    },
  },
  {
    name: "a state for each sequence of a batch",
    node: "GRU",
    write(graph, y) {
      const squeezed = graph.node("Squeeze", [y, graph.integers(1)]);
      const weights = [graph.weights(1, 3 * H, H), graph.weights(1, 3 * H, H), "", ""];
      graph.output(graph.nodes("GRU", [squeezed, ...weights, graph.weights(1, 2, H)], 1, { hidden_size: H })[0], [
        "time",
        1,
        2,
        H,
      ]);
    },
  },
  {
    name: "the sum of the last states of two layers that go opposite ways, one on the other",
    node: "Add",
    write(graph, y, last) {
      const squeezed = graph.node("Squeeze", [y, graph.integers(1)]);
      const weights = [graph.weights(1, 3 * H, H), graph.weights(1, 3 * H, H)];
      const above = graph.nodes("GRU", [squeezed, ...weights], 2, { hidden_size: H, direction: "reverse" })[1];
      graph.output(graph.node("Add", [above, last]), [1, "batch", H]);
    },
  },
];
