import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { writeSafetensors } from "@rivulet/formats";
import { describe, expect, it } from "vitest";
import { f32 } from "../../../packages/formats/test/forge.ts";
import { hostileKerasFiles } from "../../../packages/formats/test/keras/hostile-files.ts";
import { hostileOnnxFiles } from "../../../packages/formats/test/onnx/hostile-files.ts";
import { pickle, stateDict, tensor, torchFile, uint32 } from "../../../packages/formats/test/pytorch/craft.ts";
import { type Outcome, runRivulet } from "./run-rivulet.ts";

const folder = mkdtempSync(join(tmpdir(), "rivulet-"));
const file = join(folder, "hostile");
const marker = join(folder, "was-run");

/** Runs in at most 128 MB of heap; its end says what it held in all. */
async function importMeasured(from: string, ...args: string[]): Promise<Outcome & { readonly memory: number }> {
  const report = join(folder, "memory");
  const out = join(folder, "model.safetensors");
  const outcome = await runRivulet(["import", file, "--from", from, ...args, "--out", out], "", {
    nodeArguments: ["--max-old-space-size=128", "--require", resolve(import.meta.dirname, "report-memory.cjs")],
    environment: { REPORT_MEMORY: report },
  });
  return { ...outcome, memory: Number(readFileSync(report, "utf8")) };
}

async function expectRefused(code: string, from: string, ...args: string[]): Promise<void> {
  const { stderr, memory } = await importMeasured(from, ...args);
  expect(stderr).toContain(`rivulet: ${code}:`);
  expect(memory).toBeLessThan(200);
}

describe("a hostile state_dict is refused in little memory", () => {
  const { bytes, proto, stop, text, global, tuple1, reduce } = pickle;
  const good = tensor({ length: 1, shape: [1, 1], strides: [1, 1] });
  const rnn = (matrix: Uint8Array) => stateDict({ "rnn.weight_ih_l0": matrix, "rnn.weight_hh_l0": good });
  const expanded = tensor({ length: 1, shape: [2 ** 15, 2 ** 15], strides: [0, 0] });
  const one = { "0": Float32Array.of(0.5) };
  const system = bytes(proto, global("posix", "system"), text(`touch ${marker}`), tuple1, reduce, stop);
  const pytorch = resolve(import.meta.dirname, "../../../packages/formats/test/pytorch");

  const files: readonly (readonly [string, () => Uint8Array, string])[] = [
    ["a pickle that calls os.system", () => torchFile(system, one), "IMPORT_UNSUPPORTED"],
    ["a zip bomb", () => torchFile(rnn(good), { "0": new Float32Array(2 ** 24) }, 9), "IMPORT_UNSUPPORTED"],
    ["a text of 4 GB", () => torchFile(bytes(proto, 0x58, uint32(0xffffffff), stop)), "FILE_DAMAGED"],
    ["a tensor of 4 GB in 4 bytes", () => torchFile(rnn(expanded), one), "FILE_DAMAGED"],
    ["a million dicts", () => torchFile(new Uint8Array(2 ** 20).fill(pickle.emptyDict)), "FILE_TOO_LARGE"],
    ["NaN", () => torchFile(rnn(good), { "0": Float32Array.of(Number.NaN) }), "WEIGHTS_INVALID"],
    ["half a file", () => readFileSync(join(pytorch, "lstm-tagger.pt")).subarray(0, 2000), "FILE_DAMAGED"],
    ["safetensors with overlapping ranges", () => safetensors(f32Header(0, 8), f32Header(4, 12), 12), "FILE_DAMAGED"],
    ["safetensors with a range of 1 TB", () => safetensors(f32Header(0, 8), f32Header(8, 2 ** 40), 16), "FILE_DAMAGED"],
    ["safetensors of 16 MB of lists", () => headed(`{"a":[${"0,".repeat(2 ** 23)}0]}`), "FILE_TOO_LARGE"],
    ["safetensors with NaN", () => notANumber(), "WEIGHTS_INVALID"],
  ];

  it.each(files)("%s", async (_, make, code) => {
    writeFileSync(file, make());
    await expectRefused(code, "pytorch", "--activation", "tanh");
    expect(() => readFileSync(marker)).toThrow("ENOENT");
  });
});

describe("a hostile file of Keras is refused in little memory", () => {
  it.each(Object.entries(hostileKerasFiles))("%s", async (_, { bytes, code }) => {
    writeFileSync(file, bytes);
    await expectRefused(code, "keras");
  });
});

describe("a hostile file of ONNX is refused in little memory", () => {
  // The others hold nothing that could take memory; importOnnx is given them all.
  const growing = hostileOnnxFiles.filter(([code, name]) => code === "FILE_TOO_LARGE" || /GB|NaN/.test(name));

  it.each(growing)("%s: %s", async (code, _, bytes) => {
    writeFileSync(file, bytes);
    await expectRefused(code, "onnx");
  });
});

it.each(["pytorch", "keras", "onnx"])("a file of 8 GB is not read: %s", async (from) => {
  writeFileSync(file, "");
  truncateSync(file, 2 ** 33);
  await expectRefused("FILE_TOO_LARGE", from);
});

/** A file of safetensors with this header, and so many bytes after it. */
function headed(header: string, bytes = 0): Uint8Array {
  const json = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(bytes)]);
}

function safetensors(ih: object, hh: object, bytes: number): Uint8Array {
  return headed(JSON.stringify({ "rnn.weight_ih_l0": ih, "rnn.weight_hh_l0": hh }), bytes);
}

function f32Header(start: number, end: number): object {
  return { dtype: "F32", shape: [(end - start) / 4, 1], data_offsets: [start, end] };
}

function notANumber(): Uint8Array {
  const tensors = { "rnn.weight_ih_l0": f32([1, 1], Number.NaN), "rnn.weight_hh_l0": f32([1, 1], 1) };
  return writeSafetensors({ metadata: new Map(), tensors: new Map(Object.entries(tensors)) });
}
