import { isQuantized } from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";

/** Numbers in the quantised tensors of a model, and how many of them are other integers in the other one. */
export function compareRoundings(one: ModelFile, other: ModelFile): { numbers: number; changed: number } {
  let [numbers, changed] = [0, 0];
  for (const [name, { data }] of Object.entries(one.weights).filter(([, tensor]) => isQuantized(tensor))) {
    const twin = other.weights[name].data;
    numbers += data.length;
    for (let i = 0; i < data.length; i++) if (data[i] !== twin[i]) changed++;
  }
  return { numbers, changed };
}
