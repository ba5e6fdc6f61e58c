import { anyWeightCount, EncoderDecoder, isEncoderDecoder, Model } from "@rivulet/engine";
import type { AnyModelFile } from "@rivulet/formats";
import { type TensorStorage, tensorStorage } from "./tensor-storage.ts";

/** What `rivulet inspect` tells of a model file. */
export interface ModelDescription {
  readonly task: string;
  readonly fingerprint: string;
  readonly bytes: number;
  readonly parameters: number;
  readonly bytesPerSession: number;
  readonly config: AnyModelFile["config"];
  readonly labels: readonly string[];
  readonly tensors: Readonly<Record<string, TensorStorage>>;
  /** Of all tensors. */
  readonly weightBytes: number;
  /** Licence, data, figures and what else the file says of itself. */
  readonly about: AnyModelFile["about"];
}

export function describeModel(file: AnyModelFile, bytes: number): ModelDescription {
  const tensors = Object.entries(file.weights).map(([name, tensor]) => [name, tensorStorage(tensor)] as const);
  const { config, weights } = file;
  const model = isEncoderDecoder(config) ? EncoderDecoder.create(config, weights) : Model.create(config, weights);
  return {
    task: file.task,
    fingerprint: model.fingerprint,
    bytes,
    parameters: anyWeightCount(config),
    bytesPerSession: model.bytesPerSession,
    config,
    labels: file.labels ?? [],
    tensors: Object.fromEntries(tensors),
    weightBytes: tensors.reduce((sum, [, { bytes }]) => sum + bytes, 0),
    about: file.about,
  };
}
