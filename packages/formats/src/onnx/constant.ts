import { RivuletError } from "@rivulet/errors";
import { axisIndex, type Dim } from "./dims.ts";

/** An element of a constant: a number, or in tensors of shapes an extent that is known at run time alone. */
export type Element = Dim;

/**
 * An array that does not depend on the inputs of the graph, as a view: element [i, j, …] is
 * data[offset + i·strides[0] + j·strides[1] + …]. An axis that was expanded has stride 0, and such an axis alone may have an
 * extent that is not known.
 */
export interface Constant {
  readonly kind: "constant";
  readonly type: "float" | "integer";
  readonly dims: readonly Dim[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly data: ArrayLike<Element>;
}

/** Numbers that folding may still copy, so that a graph of copies of copies ends. */
export interface Work {
  left: number;
}

/** @throws RivuletError FILE_TOO_LARGE */
export function spend(work: Work, count: number): void {
  work.left -= count;
  if (!(work.left >= 0))
    throw new RivuletError("FILE_TOO_LARGE", "expected constants that fold to little more, came more");
}

export function constantOf(type: Constant["type"], dims: readonly number[], data: ArrayLike<Element>): Constant {
  return { kind: "constant", type, dims, strides: rowMajor(dims), offset: 0, data };
}

function rowMajor(dims: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= dims[axis];
  }
  return strides;
}

/** All extents, where they are known. */
export function knownDims({ dims }: Constant): readonly number[] | undefined {
  return dims.every((dim) => typeof dim === "number") ? dims : undefined;
}

/** All elements in row-major order; undefined where an extent is not known. @throws RivuletError FILE_TOO_LARGE */
export function elements(constant: Constant, work: Work): Element[] | undefined {
  const dims = knownDims(constant);
  if (dims === undefined) return undefined;
  const count = dims.reduce((product, dim) => product * dim, 1);
  spend(work, count);
  const { data, strides, offset } = constant;
  if (offset === 0 && data.length === count && strides.every((stride, axis) => stride === rowMajor(dims)[axis])) {
    return Array.from(data);
  }
  const result = new Array<Element>(count);
  const index = new Array<number>(dims.length).fill(0);
  let at = offset;
  for (let i = 0; i < count; i++) {
    result[i] = data[at];
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < dims[axis]) break;
      at -= strides[axis] * dims[axis];
      index[axis] = 0;
    }
  }
  return result;
}

/** The numbers in row-major order, in single precision; undefined where one or an extent is not known. */
export function floats(constant: Constant, work: Work): Float32Array | undefined {
  const { data, offset } = constant;
  const dims = knownDims(constant);
  if (dims !== undefined && data instanceof Float32Array && offset === 0 && isRowMajor(constant, dims)) {
    return data.subarray(
      0,
      dims.reduce((product, dim) => product * dim, 1),
    );
  }
  const all = elements(constant, work);
  return all?.every((element) => typeof element === "number") ? Float32Array.from(all) : undefined;
}

function isRowMajor({ strides }: Constant, dims: readonly number[]): boolean {
  const plain = rowMajor(dims);
  return strides.every((stride, axis) => stride === plain[axis] || dims[axis] === 1);
}

/** The numbers in row-major order; undefined where one is not known. */
export function integers(constant: Constant, work: Work): number[] | undefined {
  const all = elements(constant, work);
  return all?.every((element) => typeof element === "number") ? all : undefined;
}

/** The one number of a constant that has no other, such as an index. */
export function scalar(constant: Constant, work: Work): number | undefined {
  const all = integers(constant, work);
  return all?.length === 1 ? all[0] : undefined;
}

export function transposeConstant(constant: Constant, permutation: readonly number[]): Constant {
  const { dims, strides } = constant;
  return {
    ...constant,
    dims: permutation.map((axis) => dims[axis]),
    strides: permutation.map((axis) => strides[axis]),
  };
}

/** New axes of extent 1 at these places of the result. */
export function unsqueezeConstant(constant: Constant, axes: ReadonlySet<number>): Constant {
  const dims: Dim[] = [];
  const strides: number[] = [];
  let from = 0;
  for (let axis = 0; axis < constant.dims.length + axes.size; axis++) {
    dims.push(axes.has(axis) ? 1 : constant.dims[from]);
    strides.push(axes.has(axis) ? 0 : constant.strides[from++]);
  }
  return { ...constant, dims, strides };
}

/** Without these axes, whose extent is 1. */
export function squeezeConstant(constant: Constant, axes: ReadonlySet<number>): Constant {
  const kept = constant.dims.map((_, axis) => axis).filter((axis) => !axes.has(axis));
  return transposeConstant(constant, kept);
}

/** Every `step`-th of `length` elements from `start` along one axis. */
export function sliceConstant(constant: Constant, axis: number, start: number, length: number, step: number): Constant {
  const { dims, strides, offset } = constant;
  return {
    ...constant,
    dims: dims.with(axis, length),
    strides: strides.with(axis, strides[axis] * step),
    offset: offset + start * strides[axis],
  };
}

/** Broadcast to `target` as ONNX (and NumPy) does; undefined where that can't be. */
export function expandConstant(constant: Constant, target: readonly Dim[]): Constant | undefined {
  const rank = Math.max(target.length, constant.dims.length);
  const lead = (list: readonly Dim[]) => [...new Array<Dim>(rank - list.length).fill(1), ...list];
  const from = lead(constant.dims);
  const strides = [...new Array<number>(rank - constant.dims.length).fill(0), ...constant.strides];
  const to = lead(target);
  const dims: Dim[] = [];
  for (let axis = 0; axis < rank; axis++) {
    if (from[axis] === 1) {
      dims.push(to[axis]);
      if (to[axis] !== 1) strides[axis] = 0;
    } else if (to[axis] === 1 || to[axis] === from[axis]) dims.push(from[axis]);
    else return undefined;
  }
  return { ...constant, dims, strides };
}

/** To floats, or to whole numbers, rounded towards zero. */
export function castConstant(constant: Constant, type: Constant["type"], work: Work): Constant {
  if (constant.type === type || type === "float") return { ...constant, type };
  const { data } = constant;
  spend(work, data.length);
  return { ...constant, type, data: Array.from(data, (one) => (typeof one === "number" ? Math.trunc(one) : one)) };
}

/** Without what broadcasting made of it: every axis that was expanded has extent 1 again. */
export function narrowed(constant: Constant): Constant {
  return { ...constant, dims: constant.dims.map((dim, axis) => (constant.strides[axis] === 0 ? 1 : dim)) };
}

/** Row-major with another shape of as many elements. */
export function reshapeConstant(constant: Constant, target: readonly number[], work: Work): Constant | undefined {
  const data = floatsOrElements(constant, work);
  const known = target.map((dim, axis) => (dim === 0 && axis < constant.dims.length ? constant.dims[axis] : dim));
  if (data === undefined || !known.every((dim) => typeof dim === "number")) return undefined;
  const given = known.reduce((product, dim) => (dim === -1 ? product : product * dim), 1);
  const dims = known.map((dim) => (dim === -1 ? data.length / given : dim));
  const fits = dims.every((dim) => Number.isInteger(dim) && dim >= 0);
  return fits && dims.reduce((product, dim) => product * dim, 1) === data.length
    ? constantOf(constant.type, dims, data)
    : undefined;
}

function floatsOrElements(constant: Constant, work: Work): ArrayLike<Element> | undefined {
  return constant.type === "float" ? floats(constant, work) : elements(constant, work);
}

/** Side by side along one axis. */
export function concatConstants(parts: readonly Constant[], axis: number, work: Work): Constant | undefined {
  const [first] = parts;
  const at = axisIndex(axis, first.dims.length);
  if (at === undefined) return undefined;
  const others = (part: Constant) => part.dims.map((dim, i) => (i === at ? "" : dim)).join();
  const blocks = parts.map((part) => {
    const dims = knownDims(part);
    const data = elements(part, work);
    return dims === undefined || data === undefined || others(part) !== others(first)
      ? undefined
      : { data, dims, width: dims.slice(at).reduce((product, dim) => product * dim, 1) };
  });
  const known = blocks.filter((block) => block !== undefined);
  if (known.length < parts.length) return undefined;
  const dims = known[0].dims.with(
    at,
    known.reduce((sum, block) => sum + block.dims[at], 0),
  );
  const rows = dims.slice(0, at).reduce((product, dim) => product * dim, 1);
  const data: Element[] = [];
  for (let row = 0; row < rows; row++) {
    for (const block of known) {
      for (let i = 0; i < block.width; i++) data.push(block.data[row * block.width + i]);
    }
  }
  return constantOf(first.type, dims, first.type === "float" ? Float32Array.from(data as number[]) : data);
}
