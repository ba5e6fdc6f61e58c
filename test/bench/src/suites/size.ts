import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type StdinOptions } from "esbuild";
import { buildColdPrograms, type ColdProgram, runCold } from "../cold/child.ts";
import { HIDDEN } from "../cold/layer.ts";
import { layerSubject } from "../layer/layer-subject.ts";
import { recurrentModel } from "../onnx/recurrent-model.ts";
import { figure, table } from "../page/table.ts";
import { peersFolder } from "../peers/install.ts";
import { tensorflowBundle, tensorflowEntry, tensorflowWasm } from "../peers/tensorflow.ts";
import { inRepository } from "../repository.ts";
import type { Suite } from "../suite.ts";

interface Bytes {
  readonly name: string;
  readonly bytes: number;
  readonly gzip: number;
}

interface ColdStart {
  readonly name: string;
  /** Median of all processes: milliseconds from before the import to the first a⟨t⟩. */
  readonly milliseconds: number;
}

export interface SizeResult {
  readonly files: readonly Bytes[];
  readonly coldStarts: readonly ColdStart[];
  /** Fresh processes of each cold start. */
  readonly processes: number;
  /** What a million steps leave on the heap, and garbage collections meanwhile. */
  readonly heap: { readonly growth: number; readonly collections: number };
}

/** Names that the targets look for. */
export const WASM_NAME = "rivulet: kernels.wasm";
export const ENGINE_NAME = "rivulet: engine with loader and kernels, one file";
export const COLD_NAME = "rivulet";

const PEER_DIST = resolve(peersFolder, "node_modules/onnxruntime-web/dist");

export const size: Suite<SizeResult> = {
  summary: "bytes to download, time from import to the first result in a fresh process, heap after a million steps",
  async run({ quick }) {
    await buildColdPrograms();
    const processes = quick ? 3 : 15;
    const starts = await coldStarts(processes);
    return { files: await files(), coldStarts: starts, processes, heap: JSON.parse(runCold("heap", [])) };
  },
  page({ files, coldStarts, processes, heap }) {
    const kilobytes = (bytes: number) => figure(bytes / 1024);
    return [
      table(
        ["KiB", "as it is", "gzip"],
        files.map(({ name, bytes, gzip }) => [name, kilobytes(bytes), kilobytes(gzip)]),
      ),
      table(
        [`cold start, LSTM of ${HIDDEN} units`, `ms, median of ${processes} fresh processes`],
        coldStarts.map(({ name, milliseconds }) => [name, figure(milliseconds)]),
      ),
      `A million steps left the heap ${heap.growth} bytes larger, with ${heap.collections} garbage collections meanwhile.`,
    ].join("\n\n");
  },
};

async function files(): Promise<Bytes[]> {
  const folder = inRepository("packages/engine/build");
  const kernels = readdirSync(folder).filter((name) => /^kernels.*\.wasm$/.test(name));
  const engine = await minified({
    contents: 'export { loadNetwork } from "rivulet";',
    resolveDir: inRepository("test"),
  });
  const tensorflow = await minified(tensorflowEntry);
  const binding = resolve(peersFolder, "node_modules/onnxruntime-node/bin/napi-v6", process.platform, process.arch);
  return [
    ...kernels.sort().map((name) => bytes(`rivulet: ${name}`, readFileSync(resolve(folder, name)))),
    bytes(ENGINE_NAME, engine),
    bytes(
      "onnxruntime-web: ort.wasm.min.mjs, loader and WASM",
      ...["ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"].map((name) =>
        readFileSync(resolve(PEER_DIST, name)),
      ),
    ),
    bytes(
      "tfjs: core, gradients and WASM backend",
      tensorflow,
      readFileSync(resolve(tensorflowWasm, "tfjs-backend-wasm-simd.wasm")),
    ),
    bytes(
      "onnxruntime-node: native library of this platform",
      ...readdirSync(binding).map((name) => readFileSync(resolve(binding, name))),
    ),
  ];
}

/** Sums; gzip of each by itself, as they are sent. */
function bytes(name: string, ...contents: readonly Uint8Array[]): Bytes {
  const sum = (of: (content: Uint8Array) => number) => contents.reduce((total, content) => total + of(content), 0);
  return { name, bytes: sum(({ length }) => length), gzip: sum((content) => gzipSync(content, { level: 9 }).length) };
}

async function minified(stdin: StdinOptions): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    minify: true,
    write: false,
    platform: "neutral",
    mainFields: ["browser", "module", "main"],
    format: "esm",
    target: "es2023",
    charset: "utf8",
    // What the peers ask of Node behind a test for it is no part of a download.
    external: ["node:*", "fs", "path", "util", "crypto", "os", "worker_threads", "perf_hooks", "string_decoder"],
    loader: { ".wasm": "binary" },
    logLevel: "error",
  });
  return outputFiles[0].contents;
}

async function coldStarts(processes: number): Promise<ColdStart[]> {
  const model = inRepository("test/bench/build/cold-lstm.onnx");
  writeFileSync(model, recurrentModel(layerSubject({ cell: "lstm", hidden: HIDDEN, batch: 1, steps: 1 })));
  const starts: readonly [name: string, program: ColdProgram, args: readonly string[]][] = [
    [COLD_NAME, "rivulet", []],
    ["onnxruntime-node", "onnxruntime", ["onnxruntime-node", "cpu", model]],
    ["onnxruntime-web", "onnxruntime", ["onnxruntime-web", "wasm", model]],
    ["tfjs-wasm", "tensorflow", [await tensorflowBundle(), tensorflowWasm]],
  ];
  const samples = starts.map((): number[] => []);
  // In rounds, as everything here; the first fills the caches of the file system.
  for (let round = 0; round <= processes; round++) {
    starts.forEach(([, program, args], i) => {
      const milliseconds = Number(runCold(program, args));
      if (round > 0) samples[i].push(milliseconds);
    });
  }
  return starts.map(([name], i) => ({
    name,
    milliseconds: samples[i].sort((a, b) => a - b)[Math.floor(samples[i].length / 2)],
  }));
}
