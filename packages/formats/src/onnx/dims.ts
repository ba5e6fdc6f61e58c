/** What an axis counts; a graph does not say, the operators that read it do. */
export type Role = "time" | "batch" | "feature" | "part";

/** The extent of an input of the graph or of a result along one axis, before any axes are merged. */
export interface Atom {
  role: Role | undefined;
  size: number | undefined;
  /** The name of an extent that is not fixed (`dim_param`). */
  readonly symbol?: string | undefined;
  /** Which axis of an input of the graph it is. */
  readonly inputAxis?: number;
  /** Set where two atoms were found to be one. */
  same?: Atom;
}

/** The atoms of one axis, the slowest first; none: its extent is 1. */
export type Axis = readonly Atom[];

/** An extent: known, or the product of atoms that are known at run time alone. */
export type Dim = number | Axis;

export function resolve(atom: Atom): Atom {
  let root = atom;
  while (root.same !== undefined) root = root.same;
  if (atom !== root) atom.same = root; // the next time the way is short
  return root;
}

export function newAtom(role: Role | undefined, size: number | undefined): Atom {
  return { role, size };
}

/** Takes an atom to be of a role; false where it is known to be of another. */
export function bind(atom: Atom, role: Role): boolean {
  const root = resolve(atom);
  root.role ??= role;
  return root.role === role;
}

/** Takes two atoms to be one; false where they can't be. */
export function unify(one: Atom, other: Atom): boolean {
  const a = resolve(one);
  const b = resolve(other);
  if (a === b) return true;
  if (a.size !== undefined && b.size !== undefined && a.size !== b.size) return false;
  if (a.role !== undefined && b.role !== undefined && a.role !== b.role) return false;
  const [root, merged] = a.size === undefined ? [b, a] : [a, b];
  root.role ??= merged.role;
  merged.same = root;
  return true;
}

/** The extent of an axis: a number where all of its atoms have one. */
export function dimOf(axis: Axis): Dim {
  let product = 1;
  for (const atom of axis) {
    const { size } = resolve(atom);
    if (size === undefined) return axis.length === 1 ? axis : axis.filter((factor) => resolve(factor).size !== 1);
    product *= size;
  }
  return product;
}

/** Whether two extents are known to be equal. */
export function sameDim(a: Dim, b: Dim): boolean {
  if (typeof a === "number" || typeof b === "number") return a === b;
  return a.length === b.length && a.every((atom, i) => sameExtent(atom, b[i]));
}

function sameExtent(one: Atom, other: Atom): boolean {
  const a = resolve(one);
  const b = resolve(other);
  return a === b || (a.size ?? a.symbol ?? "") === (b.size ?? b.symbol);
}

export function dimText(dim: Dim): string {
  return typeof dim === "number"
    ? `${dim}`
    : dim.map((atom) => resolve(atom).role ?? resolve(atom).symbol ?? "?").join("·");
}

/** More axes than any exporter writes. */
export const LARGEST_RANK = 16;

/** Axis number `axis` of `rank`, where negative ones count from the end; undefined where there is none. */
export function axisIndex(axis: number, rank: number): number | undefined {
  const index = axis < 0 ? axis + rank : axis;
  return Number.isInteger(index) && index >= 0 && index < rank ? index : undefined;
}
