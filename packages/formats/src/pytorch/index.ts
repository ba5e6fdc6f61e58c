export { exportPyTorch } from "./export-pytorch.ts";
export { importPyTorch } from "./import-pytorch.ts";
export type { HeadOption, PyTorchOptions } from "./options.ts";
