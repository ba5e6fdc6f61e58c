import { Model, weightCount } from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";
import { type TensorStorage, tensorStorage } from "./tensor-storage.ts";

/** What `rivulet inspect` tells of a model file. */
export interface ModelDescription {
  readonly task: string;
  readonly fingerprint: string;
  readonly bytes: number;
  readonly parameters: number;
  readonly bytesPerSession: number;
  readonly config: ModelFile["config"];
  readonly labels: readonly string[];
  readonly tensors: Readonly<Record<string, TensorStorage>>;
  /** Of all tensors. */
  readonly weightBytes: number;
  /** Licence, data, figures and what else the file says of itself. */
  readonly about: ModelFile["about"];
}

export function describeModel(file: ModelFile, bytes: number): ModelDescription {
  const tensors = Object.entries(file.weights).map(([name, tensor]) => [name, tensorStorage(tensor)] as const);
  const { fingerprint, bytesPerSession } = Model.create(file.config, file.weights);
  return {
    task: file.task,
    fingerprint,
    bytes,
    parameters: weightCount(file.config),
    bytesPerSession,
    config: file.config,
    labels: file.labels ?? [],
    tensors: Object.fromEntries(tensors),
    weightBytes: tensors.reduce((sum, [, { bytes }]) => sum + bytes, 0),
    about: file.about,
  };
}
