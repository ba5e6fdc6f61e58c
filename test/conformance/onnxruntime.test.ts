import { describe, it } from "vitest";
import { differentialSuite } from "./onnx/differential-suite.ts";
import { exportSuite } from "./onnx/export-suite.ts";
import { graphSuite } from "./onnx/graph-suite.ts";
import { loadOnnxRuntime } from "./onnx/onnxruntime.ts";

const runtime = loadOnnxRuntime();

// One file, since its first run installs ONNX Runtime.
describe("ONNX Runtime", () => {
  if (runtime === undefined) it.skip("is not installed here", () => {});
  else {
    differentialSuite(runtime);
    exportSuite(runtime);
    graphSuite(runtime);
  }
});
