import { Model, runSequence } from "@rivulet/engine";
import { importKeras, type TfjsModel } from "@rivulet/formats/keras";
import { describe, expect, it } from "vitest";
import { randomModel } from "./random-model.ts";
import { loadTfjs, type TfArtifacts, type Tfjs, type TfModel } from "./tfjs.ts";

const tf = loadTfjs();

/** As TensorFlow.js would write it to files. */
async function saved(model: TfModel): Promise<TfjsModel> {
  const { modelTopology, weightSpecs, weightData } = await new Promise<TfArtifacts>((resolve) => {
    model.save({
      save: async (artifacts) => {
        resolve(artifacts);
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
      },
    });
  });
  const weightsManifest = [{ paths: ["group1-shard1of1.bin"], weights: weightSpecs }];
  const modelJson = new TextEncoder().encode(
    JSON.stringify({ format: "layers-model", modelTopology, weightsManifest }),
  );
  return { modelJson, weights: { "group1-shard1of1.bin": new Uint8Array(weightData) } };
}

async function compare(tfjs: Tfjs, seed: number): Promise<number> {
  const { model, input, steps } = randomModel(tfjs, seed);
  const expected = [model.predict(input)].flat().map((output) => output.dataSync());
  const { config, weights } = importKeras(await saved(model));
  const outputs = runSequence(Model.create(config, weights), steps);
  expect(config.heads).toHaveLength(expected.length);
  const errors = expected.map((one, h) => {
    const came = outputs.probabilities(h);
    expect(came).toHaveLength(one.length);
    return Math.max(...came.map((value, i) => Math.abs(value - one[i]) / Math.max(1, Math.abs(one[i]))));
  });
  return Math.max(...errors);
}

// GRU with reset_after is not among them: TensorFlow.js has none.
describe("TensorFlow.js layers", () => {
  if (tf === undefined) it.skip("are not installed here", () => {});
  else {
    it("200 random models give the same here", { timeout: 120_000 }, async () => {
      const errors: number[] = [];
      for (let seed = 1; seed <= 200; seed++) errors.push(await compare(tf, seed));
      expect(Math.max(...errors)).toBeLessThanOrEqual(1e-5);
    });
  }
});
