import type { ModelConfig, Weights } from "@rivulet/engine";

/** What an importer makes of another framework's file. */
export interface ImportedModel {
  readonly config: ModelConfig;
  readonly weights: Weights;
  /** The classes of the head, by index, where the file or the options name them. */
  readonly labels?: readonly string[];
  /** For people: what was assumed, left out or changed on the way, a sentence each. */
  readonly notes: readonly string[];
}
