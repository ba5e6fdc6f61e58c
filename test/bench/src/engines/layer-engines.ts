import type { LayerEngine } from "./layer-engine.ts";
import { onnxNode, onnxNodeInt8, onnxNodeInt8Threads, onnxNodeThreads, onnxWeb } from "./onnxruntime.ts";
import { plainJs } from "./plain-js.ts";
import { rivuletEngines } from "./rivulet.ts";
import { tensorflowWasm } from "./tensorflow.ts";

/** All that take turns, in the order of the tables. */
export const layerEngines: readonly LayerEngine[] = [
  ...rivuletEngines,
  onnxNode,
  onnxNodeInt8,
  onnxNodeThreads,
  onnxNodeInt8Threads,
  onnxWeb,
  tensorflowWasm,
  plainJs,
];
