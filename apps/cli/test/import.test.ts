import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { decodeModelFile } from "@rivulet/formats";
import { describe, expect, it } from "vitest";
import { runRivulet } from "./run-rivulet.ts";
import { tinyTagger, writeTinyTagger } from "./tiny-tagger.ts";

const fixture = (name: string): string => resolve(import.meta.dirname, "../../../packages/formats/test/pytorch", name);
const kerasFixtures = resolve(import.meta.dirname, "../../../packages/formats/test/keras");
const folder = mkdtempSync(join(tmpdir(), "rivulet-"));
const out = join(folder, "model.safetensors");

async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runRivulet(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

describe("rivulet import", () => {
  it("makes a model file of a state_dict, describes it and says how to run it", async () => {
    const labels = join(folder, "labels.txt");
    writeFileSync(labels, "A\nB\nC\nD\n");
    const told = ["--from", "pytorch", "--head", "softmax", "--labels", labels];
    const description = await run("import", fixture("lstm-tagger.pt"), ...told, "--out", out);
    expect(description).toMatch(/^task {10}sequence$/m);
    expect(description).toMatch(/^shape {9}many-to-many$/m);
    expect(description).toMatch(/^input {9}embedding 7×3$/m);
    expect(description).toMatch(/^layer 1 {7}lstm, 5 units$/m);
    expect(description).toMatch(/^head 0 {8}fc: 4 classes, softmax, delay 0$/m);
    expect(description).toContain(`inspect ${out}`);
    expect(description.startsWith(await run("inspect", out))).toBe(true);
    const file = decodeModelFile(readFileSync(out));
    expect(file).toMatchObject({ task: "sequence", labels: ["A", "B", "C", "D"] });
    expect(file.about.source).toEqual({
      framework: "pytorch",
      file: "lstm-tagger.pt",
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it("sees the framework from the bytes where the name does not tell", async () => {
    const nameless = join(folder, "state");
    for (const name of ["lstm-tagger.pt", "lstm-tagger.safetensors"]) {
      copyFileSync(fixture(name), nameless);
      await run("import", nameless, "--head", "none", "--out", out);
    }
  });

  it("takes what a state_dict does not say, by module too", async () => {
    const told = [
      "--head",
      "fc=sigmoid",
      "--activation",
      "tanh,up=relu",
      "--shape",
      "many-to-one",
      "--order",
      "lstm,up",
    ];
    await run("import", fixture("vertical.pt"), ...told, "--embedding", "embedding", "--out", out);
    expect(decodeModelFile(readFileSync(out)).config).toMatchObject({
      shape: "many-to-one",
      layers: [{ cell: "lstm" }, { cell: "dense", activation: "relu" }],
      heads: [{ activation: "sigmoid" }],
    });
  });

  it.each(["tagger.keras", "tagger.h5"])("makes one of a Keras model too: %s", async (name) => {
    const description = await run("import", resolve(kerasFixtures, name), "--out", out);
    expect(description).toMatch(/^task {10}sequence$/m);
    expect(decodeModelFile(readFileSync(out)).about.source).toMatchObject({ framework: "keras", file: name });
    const { code, stderr } = await runRivulet(["import", resolve(kerasFixtures, name), "--head", "none", "--out", out]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("ARGUMENT_INVALID") });
  });

  it("reads the weights of a TensorFlow.js model from its own folder alone", async () => {
    const path = join(folder, "model.json");
    const importing = async (weights: string) => {
      const layer = { class_name: "SimpleRNN", config: { name: "rnn", units: 1, batch_input_shape: [null, null, 1] } };
      const shapes = { kernel: [1, 1], recurrent_kernel: [1, 1], bias: [1] };
      const manifest = Object.entries(shapes).map(([name, shape]) => ({
        name: `rnn/${name}`,
        shape,
        dtype: "float32",
      }));
      const modelTopology = { class_name: "Sequential", config: { name: "s", layers: [layer] } };
      const weightsManifest = [{ paths: [weights], weights: manifest }];
      writeFileSync(path, JSON.stringify({ format: "layers-model", modelTopology, weightsManifest }));
      return runRivulet(["import", path, "--out", out]);
    };
    writeFileSync(join(folder, "shard.bin"), new Uint8Array(Float32Array.of(0.5, 0.25, 0).buffer));
    expect(await importing("shard.bin")).toMatchObject({ code: 0, stderr: "" });
    expect(decodeModelFile(readFileSync(out)).config.layers).toMatchObject([{ cell: "rnn", hidden: 1 }]);
    expect((await importing("missing.bin")).stderr).toContain("FILE_UNREADABLE");
    const elsewhere = `../${basename(folder)}/shard.bin`;
    expect((await importing(elsewhere)).stderr).toMatch(/IMPORT_UNSUPPORTED: .*folder of model\.json/);
  });

  it.each<[string, readonly string[], number, RegExp]>([
    ["lstm-tagger.pt", [], 1, /IMPORT_AMBIGUOUS: .*heads/],
    ["lstm-tagger.pt", ["--head", "soft"], 2, /ARGUMENT_INVALID: .*--head.*soft/],
    ["lstm-tagger.pt", ["--from", "onnx"], 1, /FILE_DAMAGED/],
    ["lstm-tagger.pt", ["--head", "none", "--labels", fixture("answers.json")], 2, /ARGUMENT_INVALID: .*4 lines/],
    ["make-fixtures.py", [], 2, /ARGUMENT_INVALID: .*--from/],
    ["not-there.pt", [], 1, /FILE_UNREADABLE/],
    ["whole-module.pt", [], 1, /IMPORT_UNSUPPORTED: .*__main__\.Net/],
  ])("%s %j ends with code %i", async (name, args, code, message) => {
    const outcome = await runRivulet(["import", fixture(name), ...args, "--out", out]);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toMatch(message);
  });
});

describe("rivulet export --to pytorch", () => {
  it("writes what import takes back without being told anything", async () => {
    const file = join(folder, "state.safetensors");
    expect(await run("export", writeTinyTagger(), "--to", "pytorch", "--out", file)).toMatch(/^pytorch +\d+ bytes\n$/);
    await run("import", file, "--out", out);
    const { config, labels } = tinyTagger();
    const back = decodeModelFile(readFileSync(out));
    expect(back.labels).toEqual(labels);
    expect(back.config.heads).toMatchObject(config.heads.map(({ size, delay }) => ({ size, delay })));
  });
});

it("rivulet export --to onnx writes what import --from onnx takes back", async () => {
  const [model, file] = [join(folder, "gru.safetensors"), join(folder, "gru.onnx")];
  await run("import", fixture("gru-bidirectional.pt"), "--head", "softmax", "--out", model);
  expect(await run("export", model, "--to", "onnx", "--out", file)).toMatch(/^onnx +\d+ bytes\n$/);
  await run("import", file, "--out", out);
  const [came, expected] = [out, model].map((path) => decodeModelFile(readFileSync(path)));
  expect(came.config).toMatchObject({ layers: [{ cell: "bidirectional" }, { cell: "bidirectional" }] });
  expect(came.weights).toEqual(expected.weights);
  expect(came.about.source).toMatchObject({ framework: "onnx" });
});
