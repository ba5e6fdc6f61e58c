/// <reference path="./jsfive.d.ts" />
import { RivuletError } from "@rivulet/errors";
import { type Dataset, File, Group } from "jsfive";
import type { KerasArray } from "./keras-file.ts";
import { MeteredBuffer } from "./metered-buffer.ts";
import { WorkBudget } from "./work-budget.ts";

/** Every byte may be passed over so often. */
const passes = 8;
const smallestBudget = 2 ** 25;
/** Messages in the header of one object; Keras writes about ten. */
const mostMessages = 2 ** 10;
/** An attribute stands in a message, which has at most so many bytes. */
const mostAttributeValues = 2 ** 16;

/** A group of an HDF5 file. Nothing in the file is trusted: whatever jsfive makes of damage is FILE_DAMAGED. */
export class Hdf5Group {
  readonly #group: Group;
  readonly #fileBytes: number;
  readonly #budget: WorkBudget;
  /** jsfive reads a group anew whenever it is asked for. */
  readonly #children = new Map<string, Hdf5Group | KerasArray>();

  private constructor(group: Group, fileBytes: number, budget: WorkBudget) {
    this.#group = group;
    this.#fileBytes = fileBytes;
    this.#budget = budget;
    meter(group, budget);
  }

  /** The root of a file. @throws RivuletError FILE_DAMAGED */
  static open(bytes: Uint8Array): Hdf5Group {
    checkLength(bytes);
    const budget = new WorkBudget(Math.max(smallestBudget, passes * bytes.length));
    return orDamaged(() => new Hdf5Group(new File(new MeteredBuffer(bytes, budget)), bytes.length, budget));
  }

  /** Undefined where there is none of this name. @throws RivuletError FILE_DAMAGED */
  attribute(name: string): unknown {
    const attributes = orDamaged(() => this.#group.attrs);
    return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  }

  /** The group at `path`, its parts parted by slashes; undefined where there is none. @throws RivuletError FILE_DAMAGED */
  group(path: string): Hdf5Group | undefined {
    const found = this.#find(path.split("/"));
    return found instanceof Hdf5Group ? found : undefined;
  }

  /** The array at `path`; undefined where there is none. @throws RivuletError FILE_DAMAGED, IMPORT_UNSUPPORTED */
  array(path: string): KerasArray | undefined {
    const found = this.#find(path.split("/"));
    return found instanceof Hdf5Group ? undefined : found;
  }

  #find([name, ...rest]: readonly string[]): Hdf5Group | KerasArray | undefined {
    const child = this.#child(name);
    if (rest.length === 0 || child === undefined) return child;
    return child instanceof Hdf5Group ? child.#find(rest) : undefined;
  }

  #child(name: string): Hdf5Group | KerasArray | undefined {
    const known = this.#children.get(name);
    if (known !== undefined) return known;
    return orDamaged(() => {
      if (!this.#group.keys.includes(name)) return undefined;
      const object = this.#group.get(name);
      const child =
        object instanceof Group
          ? new Hdf5Group(object, this.#fileBytes, this.#budget)
          : arrayOf(name, object, this.#fileBytes);
      this.#children.set(name, child);
      return child;
    });
  }
}

/** The superblock says where the file ends: at byte 40 in version 0, which h5py writes, at 28 from version 2 on. */
function checkLength(bytes: Uint8Array): void {
  const end = orDamaged(() => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Number(view.getBigUint64(view.getUint8(8) < 2 ? 40 : 28, true));
  });
  if (end > bytes.length) throw damaged(`an HDF5 file of ${end} bytes`, `the first ${bytes.length} of them`);
}

/** Counts what jsfive reads of attributes without looking at how long the file says that they are. */
function meter({ _dataobjects: objects }: Group, budget: WorkBudget): void {
  checkMessages(objects.msgs);
  const values = objects._attr_value.bind(objects);
  const text = objects._vlen_size_and_data.bind(objects);
  objects._attr_value = (dtype, bytes, count, offset) => {
    if (!(count <= mostAttributeValues)) throw damaged(`at most ${mostAttributeValues} values in an attribute`, count);
    budget.take(16 * count);
    return values(dtype, bytes, count, offset);
  };
  objects._vlen_size_and_data = (bytes, offset) => {
    const [size, data] = text(bytes, offset);
    budget.take(256 + (data?.byteLength ?? 0));
    return [size, data];
  };
}

function checkMessages({ length }: readonly unknown[]): void {
  if (length > mostMessages) throw damaged(`at most ${mostMessages} messages of an object`, length);
}

/** Shape and type are read now, the numbers when they are asked for. */
function arrayOf(name: string, dataset: Dataset, fileBytes: number): KerasArray {
  const { _dataobjects: objects, dtype } = dataset;
  checkMessages(objects.msgs);
  const width = typeof dtype === "string" ? /^[<>]f([248])$/.exec(dtype)?.[1] : undefined;
  if (width === undefined) {
    throw new RivuletError("IMPORT_UNSUPPORTED", `expected floats of 16, 32 or 64 bits in ${name}, came another type`);
  }
  if (objects.chunks !== null || objects.filter_pipeline !== null) {
    throw new RivuletError("IMPORT_UNSUPPORTED", `expected ${name} in one piece as Keras writes it, came chunks`);
  }
  const shape = [...dataset.shape];
  const length = shape.reduce((product, size) => product * size, 1);
  if (!(length * Number(width) <= fileBytes)) {
    throw damaged(`an array ${name} within the ${fileBytes} bytes of the file`, `${length} numbers`);
  }
  return { shape, read: () => orDamaged(() => Float32Array.from(dataset.value)) };
}

/** jsfive throws texts, and where bytes are missing whatever a DataView or a missing function throws. */
function orDamaged<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (RivuletError.is(cause)) throw cause;
    throw new RivuletError("FILE_DAMAGED", "expected a whole HDF5 file, came one that can not be read", { cause });
  }
}

function damaged(expected: string, came: unknown): RivuletError {
  return new RivuletError("FILE_DAMAGED", `expected ${expected}, came ${came}`);
}
