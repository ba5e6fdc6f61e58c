import { type CellState, seededNumbers } from "@rivulet/engine/reference";
import { importOnnx } from "@rivulet/formats/onnx";
import { describe, expect, it } from "vitest";
import { largestDifference } from "./compare-outputs.ts";
import { type OnnxRuntime, type RuntimeTensor, runModel } from "./onnxruntime.ts";
import { encodeNode, type RandomNode, randomNode } from "./random-node.ts";
import { runEngine } from "./run-engine.ts";
import { runLowestLayer } from "./run-layer.ts";

const NODES = 1000;
const TURN = 100;

/**
 * Random recurrent nodes: the imported layer, by the float64 reference and by the engine, against ONNX Runtime. Where ONNX Runtime is not ONNX, the nodes keep away: it
 * takes 0 for the alpha of ThresholdedRelu where ONNX says 1, takes 0 for parameters that have no default (these are
 * refused here), and has no `layout` 1. `clip`, it holds as we do, is for the sums of the gates: c on its way out of an
 * LSTM is not clipped.
 */
export function differentialSuite(runtime: OnnxRuntime): void {
  describe("random recurrent nodes", () => {
    for (let first = 0; first < NODES; first += TURN) {
      it(`${first} to ${first + TURN - 1}`, async () => {
        let exploded = 0;
        for (let seed = first; seed < first + TURN; seed++) {
          const node = randomNode(seededNumbers(seed));
          const difference = await compare(runtime, node);
          if (difference === undefined) exploded++;
          else
            expect(difference, `${seed}: ${node.operator} ${JSON.stringify(node.attributes)}`).toBeLessThanOrEqual(
              1e-5,
            );
        }
        expect(exploded).toBeLessThan(TURN / 20);
      });
    }
  });
}

type FloatTensor = RuntimeTensor & { readonly data: Float32Array };

async function compare(runtime: OnnxRuntime, node: RandomNode): Promise<number | undefined> {
  const model = importOnnx(encodeNode(node, node.batchFirst));
  const results = await runModel(runtime, encodeNode(node, false), feedsOf(runtime, node));
  const differences = [runLowestLayer, runEngine].flatMap((run) => {
    const runs = Array.from({ length: node.batch }, (_, b) => {
      const length = node.lengths?.[b] ?? node.steps;
      const inputs = Array.from({ length }, (_, t) => rowOf(node.x, t * node.batch + b, node.size));
      return run(model, inputs, givenStates(node, b));
    });
    return model.outputs.map((output) => {
      // What ONNX Runtime gives has layout 0.
      const axes = node.batchFirst ? plainAxes(output.name, node.ways.length) : output.axes;
      return largestDifference({ ...output, axes }, results[output.name] as FloatTensor, runs);
    });
  });
  const known = differences.filter((difference) => difference !== undefined);
  return known.length < differences.length ? undefined : Math.max(...known);
}

function plainAxes(name: string, ways: number) {
  const part = ways === 1 ? [] : (["part"] as const);
  return name === "Y" ? ([["time"], part, ["batch"], ["feature"]] as const) : ([part, ["batch"], ["feature"]] as const);
}

function feedsOf({ Tensor }: OnnxRuntime, node: RandomNode): Record<string, RuntimeTensor> {
  const { x, steps, batch, size, hidden, ways, lengths, states } = node;
  const feeds: Record<string, RuntimeTensor> = { X: new Tensor("float32", x, [steps, batch, size]) };
  if (lengths) feeds.sequence_lens = new Tensor("int32", Int32Array.from(lengths), [batch]);
  for (const [name, { how, data }] of Object.entries(states)) {
    if (how === "input") feeds[name] = new Tensor("float32", data, [ways.length, batch, hidden]);
  }
  return feeds;
}

function rowOf(data: Float32Array, row: number, width: number): Float32Array {
  return data.subarray(row * width, (row + 1) * width);
}

/** States that are inputs are the session's; those beside them that are constants or absent must then be told too. */
function givenStates({ ways, states, batch, hidden, operator }: RandomNode, b: number): Map<string, CellState> {
  const given = new Map<string, CellState>();
  if (!Object.values(states).some(({ how }) => how === "input")) return given;
  ways.forEach((way, d) => {
    const vector = (name: string) => {
      const state = states[name];
      return state.how === "none"
        ? new Float64Array(hidden)
        : Float64Array.from(rowOf(state.data, d * batch + b, hidden));
    };
    const cell = operator === "LSTM" ? vector("initial_c") : new Float64Array(0);
    given.set(ways.length === 1 ? "layers.0" : `layers.0.${way}`, { hidden: vector("initial_h"), cell });
  });
  return given;
}
