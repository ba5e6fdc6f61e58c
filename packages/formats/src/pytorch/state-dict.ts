import type { Dtype } from "../dtype.ts";

/** One tensor of a state_dict: what it is, and its numbers where they are asked for. */
export interface StateTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Row-major; a copy. @throws RivuletError WEIGHTS_INVALID where they are no floats, FILE_DAMAGED */
  readonly read: () => Float32Array;
}

/** What `model.state_dict()` gives: tensors by the names of the modules they belong to. */
export type StateDict = ReadonlyMap<string, StateTensor>;
