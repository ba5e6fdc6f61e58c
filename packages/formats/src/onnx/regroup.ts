import type { Context } from "./context.ts";
import { type Atom, type Axis, type Dim, dimOf, dimText, resolve, sameDim } from "./dims.ts";
import type { Signal } from "./values.ts";

type Target = Dim | { readonly keep: Axis };

/**
 * Reshape of a signal: its atoms stay in their order and are dealt out to the axes of the new shape, which must not cut
 * any of them. Refused where the shape does not say which atoms an axis has.
 */
export function regroup(context: Context, signal: Signal, shape: readonly Target[]): Signal {
  const atoms = signal.axes.flat();
  const front: Axis[] = [];
  const open = shape.indexOf(-1);
  const end = open < 0 ? shape.length : open;
  let from = 0;
  for (const [i, target] of shape.slice(0, end).entries()) {
    const count = take(atoms.slice(from), target, i === shape.length - 1);
    if (count === undefined) return cut(context, target, atoms.slice(from));
    front.push(atoms.slice(from, from + count));
    from += count;
  }
  const back: Axis[] = [];
  let to = atoms.length;
  for (let i = shape.length - 1; i > end; i--) {
    const count = take(atoms.slice(from, to).reverse(), shape[i], i === shape.length - 1, true);
    if (count === undefined) return cut(context, shape[i], atoms.slice(from, to));
    back.unshift(atoms.slice(to - count, to));
    to -= count;
  }
  if (open < 0) return from === atoms.length ? { ...signal, axes: front } : cut(context, 1, atoms.slice(from));
  return { ...signal, axes: [...front, atoms.slice(from, to), ...back] };
}

/** How many of these atoms make an axis of this extent. */
function take(atoms: readonly Atom[], target: Target, isLast: boolean, fromEnd = false): number | undefined {
  if (typeof target === "object" && "keep" in target) {
    const { keep } = target;
    const found = fromEnd ? [...keep].reverse() : keep;
    return found.every((atom, i) => atoms[i] === atom) ? found.length : undefined;
  }
  const isOne = (atom: Atom | undefined) => atom !== undefined && dimOf([atom]) === 1;
  if (target === 1) return isLast && isOne(atoms[0]) ? 1 : 0;
  for (let count = 1; count <= atoms.length; count++) {
    const axis = atoms.slice(0, count);
    if (fromEnd) axis.reverse();
    if (sameDim(dimOf(axis), target)) return count;
  }
  return pin(atoms[0], target) ? 1 : undefined;
}

/** An exporter may write an extent as it was at the export, though it calls it free: the graph runs with that one alone. */
function pin(atom: Atom | undefined, target: Dim): boolean {
  const root = atom && resolve(atom);
  if (root === undefined || root.size !== undefined || typeof target !== "number" || target < 1) return false;
  root.size = target;
  return true;
}

function cut(context: Context, target: Target, atoms: readonly Atom[]): never {
  const wanted = typeof target === "object" && "keep" in target ? dimOf(target.keep) : target;
  const left = atoms.map((atom) => dimText(dimOf([atom]))).join(", ");
  return context.refuse("a shape that cuts no axis", `an axis of ${dimText(wanted)} out of ${left || "none"}`);
}
