import type { TaggerModel } from "./tagger-model.ts";

const buffers = new WeakMap<TaggerModel, Int32Array[]>();

/** Where the ids of an input stand until its step: one for each place in a kernel call, not one for each stream. */
export function inputBuffer(model: TaggerModel, place: number): Int32Array {
  let known = buffers.get(model);
  if (known === undefined) {
    known = [];
    buffers.set(model, known);
  }
  known[place] ??= new Int32Array(model.featurizer.idsPerToken);
  return known[place];
}
