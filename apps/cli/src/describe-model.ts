import { Model, weightCount } from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";

/** What `rivulet inspect` tells of a model file. */
export interface ModelDescription {
  readonly task: string;
  readonly fingerprint: string;
  readonly bytes: number;
  readonly parameters: number;
  readonly bytesPerSession: number;
  readonly config: ModelFile["config"];
  readonly labels: readonly string[];
  readonly tensors: Readonly<Record<string, readonly number[]>>;
  /** Licence, data, figures and what else the file says of itself. */
  readonly about: ModelFile["about"];
}

export function describeModel(file: ModelFile, bytes: number): ModelDescription {
  const { fingerprint, bytesPerSession } = Model.create(file.config, file.weights);
  return {
    task: file.task,
    fingerprint,
    bytes,
    parameters: weightCount(file.config),
    bytesPerSession,
    config: file.config,
    labels: file.labels ?? [],
    tensors: Object.fromEntries(Object.entries(file.weights).map(([name, { shape }]) => [name, shape])),
    about: file.about,
  };
}
