import { elements, narrowed } from "../constant.ts";
import type { Context } from "../context.ts";
import { type Axis, dimOf, sameDim } from "../dims.ts";

/**
 * `sequence_lens`: as an input of the graph it says how many steps there are, which here whoever runs the model knows;
 * constants must say that every sequence is whole.
 */
export function checkLengths(context: Context, time: Axis): void {
  const lengths = context.inputs[4];
  if (lengths === undefined || (lengths.kind === "signal" && lengths.streams[0].kind === "input")) return;
  if (lengths.kind === "signal") context.refuse("sequence_lens that are an input", "others");
  const steps = dimOf(time);
  const all = elements(narrowed(lengths), context.work);
  if (all?.every((length) => sameDim(length, steps))) return;
  context.refuse("sequences that are all whole", "sequence_lens that cut some");
}
