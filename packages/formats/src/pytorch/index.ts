export { exportPyTorch } from "./export-pytorch.ts";
export { importPyTorch } from "./import-pytorch.ts";
export type { HeadOption, PyTorchOptions } from "./options.ts";
export { readStateDict } from "./read-state-dict.ts";
export type { StateDict, StateTensor } from "./state-dict.ts";
