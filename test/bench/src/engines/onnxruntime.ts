import { writeDense } from "../layer/layer-subject.ts";
import { quantizedLstmModel, recurrentModel } from "../onnx/recurrent-model.ts";
import { loadOnnxRuntime, type OnnxPackage, type OnnxTensor } from "../peers/onnxruntime.ts";
import type { LayerEngine } from "./layer-engine.ts";

interface Flavour {
  readonly package: OnnxPackage;
  readonly provider: "cpu" | "wasm";
  readonly int8?: boolean;
  /** Threads as the runtime chooses them; else one. */
  readonly threads?: boolean;
}

const oneThread = { intraOpNumThreads: 1, interOpNumThreads: 1 };

function onnxEngine(name: string, flavour: Flavour): LayerEngine {
  const { int8 = false, threads = false } = flavour;
  return {
    name,
    input: "dense",
    tolerance: int8 ? 0.1 : 1e-5,
    threads,
    // ONNX Runtime has a quantised form of the LSTM alone.
    supports: ({ cell }) => !int8 || cell === "lstm",
    async open(subject) {
      const { cell, hidden, batch, steps } = subject;
      const { InferenceSession, Tensor } = loadOnnxRuntime(flavour.package);
      const model = int8 ? quantizedLstmModel(subject) : recurrentModel(subject);
      const session = await InferenceSession.create(model, {
        executionProviders: [flavour.provider],
        executionMode: "sequential",
        graphOptimizationLevel: "all",
        ...(!threads && oneThread),
      });
      const zeros = () => new Tensor("float32", new Float32Array(batch * hidden), [1, batch, hidden]);
      const x = new Float32Array(steps * batch * hidden);
      const feeds: Record<string, OnnxTensor> = {
        X: new Tensor("float32", x, [steps, batch, hidden]),
        initial_h: zeros(),
        ...(cell === "lstm" && { initial_c: zeros() }),
      };
      const read = steps > 1 ? "Y" : "Y_h";
      let output: Float32Array = x;
      return {
        async call(t) {
          writeDense(subject, t, x);
          const results = await session.run(feeds);
          feeds.initial_h = results.Y_h;
          if (cell === "lstm") feeds.initial_c = results.Y_c;
          output = results[read].data;
        },
        output: () => output,
        close: () => session.release(),
      };
    },
  };
}

export const onnxNode = onnxEngine("onnxruntime-node f32", { package: "onnxruntime-node", provider: "cpu" });
export const onnxNodeInt8 = onnxEngine("onnxruntime-node int8", {
  package: "onnxruntime-node",
  provider: "cpu",
  int8: true,
});
export const onnxNodeThreads = onnxEngine("onnxruntime-node f32, its threads", {
  package: "onnxruntime-node",
  provider: "cpu",
  threads: true,
});
export const onnxNodeInt8Threads = onnxEngine("onnxruntime-node int8, its threads", {
  package: "onnxruntime-node",
  provider: "cpu",
  int8: true,
  threads: true,
});
export const onnxWeb = onnxEngine("onnxruntime-web f32", {
  package: "onnxruntime-web",
  provider: "wasm",
});
