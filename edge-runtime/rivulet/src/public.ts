// What is the same on every platform.
export * from "@rivulet/engine";
export * from "@rivulet/errors";
export { type AnyModelFile, decodeModelFile, encodeModelFile, type ModelFile } from "@rivulet/formats";
export * from "@rivulet/live";
export type { LoadModel, LoadNetwork } from "./model-loader.ts";
export type { ModelSource } from "./model-source.ts";
