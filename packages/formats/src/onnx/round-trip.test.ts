import { type LayerConfig, Model, type ModelConfig, runSequence, type StepInput } from "@rivulet/engine";
import { cellVariants, randomWeights, seededNumbers } from "@rivulet/engine/reference";
import { codeOf } from "@rivulet/errors/testing";
import { describe, expect, it } from "vitest";
import { exportOnnx, importOnnx } from "./index.ts";

const input = { kind: "dense", size: 3 } as const;
const heads = [{ name: "tag", size: 4, activation: "softmax" }] as const;
const lstm = { cell: "lstm", hidden: 3, peepholes: "current" } as const;
const gru = { cell: "gru", hidden: 3, reset: "after", initialState: "learned" } as const;

/** What is an operator of ONNX; its first state is an input then, which an import takes to be zeros. */
const cells = cellVariants(4).filter(
  (layer) =>
    layer.initialState === undefined &&
    layer.cell !== "simplified-gru" &&
    !(layer.cell === "lstm" && (layer.projection !== undefined || layer.peepholes === "previous")),
);
const stack: readonly LayerConfig[] = [
  { cell: "bidirectional", forward: lstm, backward: gru },
  { cell: "gru", hidden: 6, reset: "before", direction: "backward", residual: true },
  { cell: "dense", hidden: 5, activation: { kind: "elu", alpha: 0.5 } },
];

const models: readonly ModelConfig[] = [
  ...cells.map((layer): ModelConfig => ({ input, layers: [layer], heads })),
  { input, layers: stack, heads: [...heads, { name: "flag", size: 1, activation: "sigmoid" }] },
  { input, layers: stack, heads, shape: "many-to-one" },
  {
    input,
    layers: stack,
    heads: [...heads, { name: "flag", size: 1, activation: "sigmoid" }],
    outputOrder: "reversed",
  },
  { input, layers: [{ cell: "bidirectional", forward: lstm, backward: gru, merge: "sum" }], heads: [] },
];

const random = seededNumbers(5);
const vectors = Array.from({ length: 6 }, () => Float32Array.from({ length: 3 }, () => 2 * random() - 1));

describe("what was exported comes back", () => {
  it.each(models.map((config) => [JSON.stringify(config.layers), config] as const))("%s", (_, config) => {
    const weights = randomWeights(config, seededNumbers(1));
    const back = importOnnx(exportOnnx(config, weights));
    expect(back.config.outputOrder).toBe(config.outputOrder);
    expect(back.config.shape ?? "many-to-many").toBe(config.shape ?? "many-to-many");
    expectSame(Model.create(config, weights), vectors, Model.create(back.config, back.weights), vectors);
  });

  it("embeddings, with ids that add up and dense numbers beside them", () => {
    const tables = [
      { name: "word", rows: 5, size: 3 },
      { name: "suffix", rows: 4, size: 2 },
    ];
    const config: ModelConfig = { input: { kind: "embedding", tables, dense: 1 }, layers: [lstm], heads };
    const weights = randomWeights(config, seededNumbers(2));
    const { inputs, ...back } = importOnnx(exportOnnx(config, weights));
    const first = inputs.flatMap((one) => (one.is === "ids" ? [one.first] : []));
    expect(first).toEqual([0, 6]); // a table has one row more, for no id
    const steps = (suffixes: number): StepInput[] =>
      [[1], [0, 4], [2]].map((words) => ({
        ids: Int32Array.of(...words, suffixes + 3, suffixes + 1),
        dense: Float32Array.of(0.5),
      }));
    expectSame(Model.create(config, weights), steps(5), Model.create(back.config, back.weights), steps(6));
  });

  it("a Scan does not", () => {
    const config: ModelConfig = { input, layers: [{ cell: "simplified-gru", hidden: 2 }], heads };
    const file = exportOnnx(config, randomWeights(config, seededNumbers(3)));
    expect(codeOf(() => importOnnx(file))).toBe("IMPORT_UNSUPPORTED");
  });
});

function expectSame(model: Model, inputs: readonly StepInput[], back: Model, others: readonly StepInput[]): void {
  const [expected, came] = [runSequence(model, inputs), runSequence(back, others)];
  const read = model.config.heads.map((_, h) => [expected.probabilities(h), came.probabilities(h)] as const);
  for (const [a, b] of read.length > 0 ? read : [[expected.hidden(), came.hidden()] as const]) {
    expect(b.length).toBe(a.length);
    b.forEach((value, i) => {
      expect(Math.abs(value - a[i])).toBeLessThanOrEqual(1e-6);
    });
  }
}
