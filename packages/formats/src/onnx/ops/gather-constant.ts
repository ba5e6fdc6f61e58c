import {
  type Constant,
  constantOf,
  elements,
  knownDims,
  scalar,
  sliceConstant,
  spend,
  squeezeConstant,
} from "../constant.ts";
import type { Context } from "../context.ts";

/** Elements of a constant by constant indices along one axis. */
export function gatherConstant(context: Context, data: Constant, indices: Constant, axis: number): Constant {
  const { work } = context;
  const size = data.dims[axis];
  const at = (index: number) => (index < 0 && typeof size === "number" ? index + size : index);
  const inside = (index: number) => Number.isInteger(index) && index >= 0 && (typeof size !== "number" || index < size);
  if (indices.dims.length === 0) {
    const index = at(scalar(indices, work) ?? context.refuse("a known index", "another"));
    if (!inside(index)) context.refuse(`an index below ${String(size)}`, `${index}`);
    return squeezeConstant(sliceConstant(data, axis, index, 1, 1), new Set([axis]));
  }
  const dims = knownDims(data);
  const list = elements(indices, work);
  if (dims === undefined || axis !== 0 || list === undefined)
    return context.refuse("indices along the first axis", "others");
  const all = elements(data, work) ?? [];
  const width = dims.slice(1).reduce((product, dim) => product * dim, 1);
  spend(work, list.length * width);
  const rows = list.flatMap((index) => {
    if (typeof index !== "number" || !inside(at(index))) return context.refuse(`indices below ${dims[0]}`, "another");
    return all.slice(at(index) * width, (at(index) + 1) * width);
  });
  return constantOf(data.type, [...(knownDims(indices) ?? []), ...dims.slice(1)], rows);
}
