/** What packages/train builds on: the kernels with backward passes and the layout that both directions share. */
export { default as trainingKernelSource } from "../build/training-kernels.wasm";
export { tellsSlope } from "./kernels/activation-record.ts";
export type { AttentionKernels } from "./kernels/attention-kernels.ts";
export { KernelMemory } from "./kernels/kernel-memory.ts";
export {
  allocateLayer,
  LAYER_FIELDS,
  type LayerRecord,
  writeLayerWeights,
} from "./kernels/layer-record.ts";
export { NO_OPERANDS } from "./kernels/matrix-record.ts";
export { gateRows, packPanels, packTransposedPanels, padded } from "./kernels/panels.ts";
export { instantiate, type WasmMemory } from "./kernels/wasm.ts";
