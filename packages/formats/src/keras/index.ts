export { importKeras } from "./import-keras.ts";
export { type TfjsModel, tfjsWeightPaths } from "./read-tfjs-model.ts";
