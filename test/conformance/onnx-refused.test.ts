import { seededNumbers } from "@rivulet/engine/reference";
import { codeOf } from "@rivulet/errors/testing";
import { importOnnx } from "@rivulet/formats/onnx";
import { describe, expect, it } from "vitest";
import { TestGraph } from "./onnx/graph.ts";
import { refusedGraphs } from "./onnx/refused-graphs.ts";

describe("graphs that are no stack of layers are refused by their node", () => {
  it.each(refusedGraphs)("$name", ({ node, write }) => {
    const graph = new TestGraph(seededNumbers(4));
    const x = graph.input("x", ["time", "batch", 2]);
    const weights = [graph.weights(1, 12, 2), graph.weights(1, 12, 3)];
    const [y, last] = graph.nodes("LSTM", [x, ...weights], 2, { hidden_size: 3 });
    write(graph, y, last);
    expect(codeOf(() => importOnnx(graph.encode()))).toBe("IMPORT_UNSUPPORTED");
    expect(() => importOnnx(graph.encode())).toThrow(new RegExp(`at "${node}"`));
  });
});
