import { isQuantized } from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";

/** Rows in the quantised matrices of a model, and how many of them have another scale in the other one. */
export function compareScales(one: ModelFile, other: ModelFile): { rows: number; changed: number } {
  let [rows, changed] = [0, 0];
  for (const [name, tensor] of Object.entries(one.weights)) {
    const twin = other.weights[name];
    if (!isQuantized(tensor) || !isQuantized(twin)) continue;
    rows += tensor.scales.length;
    changed += tensor.scales.filter((scale, row) => scale !== twin.scales[row]).length;
  }
  return { rows, changed };
}
