import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { quantizeWeights } from "@rivulet/engine";
import { decodeModelFile, encodeModelFile } from "@rivulet/formats";
import { TaggerModel } from "@rivulet/live";
import { describe, expect, it } from "vitest";
import { runRivulet } from "./run-rivulet.ts";
import { tinyTagger, writeTinyTagger } from "./tiny-tagger.ts";

const model = writeTinyTagger();
const corpus = `${model}.conllu`;
writeFileSync(corpus, ["The", "cats", "ate"].map((word, i) => `${i + 1}\t${word}${"\t_".repeat(8)}\n`).join(""));
const from = TaggerModel.fromFile(tinyTagger()).fingerprint;

async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runRivulet(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

describe.each(["int16", "int8"] as const)("rivulet quantize --%s", (format) => {
  const out = `${model}.${format}`;

  it("writes the model in integers, keeps the rest and notes where it is from", async () => {
    const lines = await run("quantize", model, `--${format}`, "--out", out);
    const { config, labels, text, about, weights } = tinyTagger();
    const file = decodeModelFile(readFileSync(out));
    expect(file).toMatchObject({ config, labels, text, about });
    expect(file.weights).toEqual(quantizeWeights(config, weights, format));
    expect(file.about.quantized).toEqual({ format, from, calibrated: false });
    const [before, after] = [model, out].map((path) => readFileSync(path).length);
    expect(after).toBeLessThan(before);
    expect(lines).toContain(`f32            ${before} bytes\n`);
    expect(lines).toContain(`${format.padEnd(15)}${after} bytes, ${((100 * after) / before).toFixed(1)} %\n`);
    expect(existsSync(`${out}.part`)).toBe(false);
  });

  it("calibrates on a corpus without gold tags, and compares the tags", async () => {
    const calibrated = `${out}.calibrated`;
    const lines = await run("quantize", model, `--${format}`, "--out", calibrated, "--calibrate", corpus);
    expect(decodeModelFile(readFileSync(calibrated)).about.quantized).toEqual({ format, from, calibrated: true });
    expect(lines).toMatch(/^calibration {4}rounds \d+ of \d+ weights otherwise$/m);
    expect(lines).toMatch(/^tags as before delay 0: [\d.]+ %.* final: [\d.]+ %$/m);
  });

  it("gives a model that every other command takes", async () => {
    await run("quantize", model, `--${format}`, "--out", out);
    expect(JSON.parse(await run("eval", "--model", out, "--data", corpus, "--json"))).toMatchObject({ tokens: 3 });
    const description = JSON.parse(await run("inspect", out, "--json"));
    const { weights } = tinyTagger();
    const width = format === "int8" ? 1 : 2;
    const [rows, columns] = weights["layers.0.weightHh"].shape;
    expect(description.tensors["layers.0.weightHh"]).toEqual({
      shape: [rows, columns],
      format,
      bytes: rows * columns * width + rows * 4,
    });
    expect(description.tensors["layers.0.bias"]).toEqual({ shape: [rows], format: "f32", bytes: rows * 4 });
    const sizes = Object.values<{ bytes: number }>(description.tensors).map(({ bytes }) => bytes);
    expect(description.weightBytes).toBe(sizes.reduce((sum, bytes) => sum + bytes));
    const lines = await run("inspect", out);
    expect(lines).toContain(`weights       ${description.weightBytes} bytes\n`);
    expect(lines).toMatch(new RegExp(`^ +layers\\.0\\.weightHh +${rows}×${columns} +${format} +\\d+ bytes$`, "m"));
    expect(lines).toMatch(new RegExp(`^ +layers\\.0\\.bias +${rows} +f32 +${4 * rows} bytes$`, "m"));
  });

  it("refuses a model that is quantised already", async () => {
    const { config, weights, ...rest } = tinyTagger();
    const quantized = `${model}.was-${format}`;
    writeFileSync(quantized, encodeModelFile({ ...rest, config, weights: quantizeWeights(config, weights, format) }));
    const { code, stderr } = await runRivulet(["quantize", quantized, "--int8", "--out", `${out}.twice`]);
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^rivulet: ARGUMENT_INVALID: .*came one that is ${format} already\\n$`));
    expect(existsSync(`${out}.twice`)).toBe(false);
  });
});
