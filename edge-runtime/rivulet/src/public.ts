// What is the same on every platform.
export * from "@rivulet/engine";
export * from "@rivulet/errors";
export {
  type AnyModelFile,
  decodeAnyModelFile,
  decodeModelFile,
  encodeModelFile,
  type FileLimits,
  type ModelFile,
} from "@rivulet/formats";
export * from "@rivulet/live";
export type { ModelSource } from "./model-source.ts";
export type { LoadNetwork } from "./network-loader.ts";
export type { LoadModel } from "./tagger-loader.ts";
