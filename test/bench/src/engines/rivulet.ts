import {
  Model,
  type ModelConfig,
  type ModelOptions,
  type QuantizedFormat,
  quantizeWeights,
  type StepInput,
  type Weights,
} from "@rivulet/engine";
import { relaxedKernels } from "@rivulet/engine/relaxed";
import type { LayerSubject } from "../layer/layer-subject.ts";
import type { LayerEngine } from "./layer-engine.ts";

interface Flavour {
  readonly name: string;
  readonly tolerance: number;
  /** The integers of the weights; default floats. */
  readonly quantized?: QuantizedFormat;
  /** Other kernels than the deterministic ones; undefined where the platform can't run them. */
  readonly kernels?: () => ModelOptions["kernels"];
}

/** Every way to run a model of ours; each is timed on vectors and on tokens. */
const flavours: readonly Flavour[] = [
  { name: "rivulet f32", tolerance: 1e-5 },
  { name: "rivulet relaxed", tolerance: 1e-5, kernels: relaxedKernels },
  { name: "rivulet int16", tolerance: 5e-3, quantized: "int16" },
  { name: "rivulet int8", tolerance: 5e-2, quantized: "int8" },
];

/** The layer on tokens: the vocabulary is its embedding table. */
function onTokens({ config, weights, vocabulary, embeddings, hidden }: LayerSubject): {
  config: ModelConfig;
  weights: Weights;
} {
  const table = { name: "word", rows: vocabulary.length, size: hidden };
  return {
    config: { ...config, input: { kind: "embedding", tables: [table] } },
    weights: { ...weights, "embedding.word": { shape: [table.rows, table.size], data: embeddings } },
  };
}

function rivuletEngine(flavour: Flavour, input: "dense" | "token"): LayerEngine {
  const { quantized, tolerance, kernels } = flavour;
  return {
    name: input === "token" ? `${flavour.name}, tokens` : flavour.name,
    input,
    tolerance,
    supports: () => kernels === undefined || kernels() !== undefined,
    open(subject) {
      const { hidden, batch, steps, vocabulary } = subject;
      const { config, weights } = input === "token" ? onTokens(subject) : subject;
      const stored = quantized === undefined ? weights : quantizeWeights(config, weights, quantized);
      const model = Model.create(config, stored, { kernels: kernels?.() });
      const sessions = Array.from({ length: batch }, () => model.createSession());
      const [first] = sessions;
      const inputs: StepInput[] = Array.from({ length: steps * batch }, () => 0);
      const output = new Float32Array(steps * batch * hidden);
      const read = (t: number, s: number, b: number): StepInput => {
        const token = subject.token(t, s, b);
        return input === "token" ? token : vocabulary[token];
      };
      const call = {
        one(t: number) {
          first.step(read(t, 0, 0));
          output.set(first.hidden());
        },
        sequence(t: number) {
          for (let s = 0; s < steps; s++) inputs[s] = read(t, s, 0);
          first.run(inputs, (s) => output.set(first.hidden(), s * hidden));
        },
        many(t: number) {
          for (let b = 0; b < batch; b++) inputs[b] = read(t, 0, b);
          model.stepMany(sessions, inputs);
          for (let b = 0; b < batch; b++) output.set(sessions[b].hidden(), b * hidden);
        },
      };
      return {
        call: batch > 1 ? call.many : steps > 1 ? call.sequence : call.one,
        output: () => output,
        close: () => {},
      };
    },
  };
}

/** Ours, on vectors and then on tokens. */
export const rivuletEngines: readonly LayerEngine[] = (["dense", "token"] as const).flatMap((input) =>
  flavours.map((flavour) => rivuletEngine(flavour, input)),
);
