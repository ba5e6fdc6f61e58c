import type { GradientJob, GradientResult } from "./network/network.ts";
import type { ParameterLayout } from "./parameters.ts";

/** What a trainer trains: something with parameters that a loss has a gradient by. */
export interface Trainable {
  readonly layout: ParameterLayout;
  /**
   * Adds the gradient of the sequences' loss to `gradient` (flat, as `layout`), which holds zeros wherever it was not
   * `touched`: rows of embeddings and of heads with sampled classes are told by offset and length, all else is dense.
   */
  gradient(job: GradientJob, gradient: Float32Array, touched: (offset: number, size: number) => void): GradientResult;
}
