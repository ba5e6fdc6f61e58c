import { RivuletError } from "@rivulet/errors";
import type { Dtype } from "../dtype.ts";
import { elementsOf } from "../safetensors.ts";
import type { PickleGlobal, PickleHost } from "./unpickle.ts";

/** One record of numbers; several tensors may look into it. */
export interface TorchStorage {
  readonly kind: "storage";
  readonly key: string;
  readonly dtype: Dtype;
  /** Elements it claims to have. */
  readonly length: number;
}

/** A view of a storage: element (i, j, …) stands at offset + i·strides[0] + j·strides[1] + …. */
export interface TorchTensor {
  readonly kind: "tensor";
  readonly storage: TorchStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

const storageDtypes: Readonly<Record<string, Dtype>> = {
  DoubleStorage: "F64",
  FloatStorage: "F32",
  HalfStorage: "F16",
  BFloat16Storage: "BF16",
  LongStorage: "I64",
  IntStorage: "I32",
  ShortStorage: "I16",
  CharStorage: "I8",
  ByteStorage: "U8",
  BoolStorage: "BOOL",
};

/** What the pickle of a state_dict may say and call; each call makes one of the two forms above, or a map. */
const globals: ReadonlyMap<string, PickleGlobal> = new Map(
  [
    { name: "collections.OrderedDict", call: () => new Map() },
    { name: "torch._utils._rebuild_tensor_v2", call: rebuildTensor },
    { name: "torch._utils._rebuild_parameter", call: ([tensor]: readonly unknown[]) => tensor },
    ...Object.keys(storageDtypes).map((name) => ({ name: `torch.${name}` })),
  ].map((allowed) => [allowed.name, allowed]),
);

/** Lets a pickle say what a state_dict needs; every other name is refused, by name, before it can mean anything. */
export const torchHost: PickleHost = {
  global(module, name) {
    const full = `${module}.${name}`;
    const allowed = globals.get(full);
    if (allowed !== undefined) return allowed;
    throw new RivuletError(
      "IMPORT_UNSUPPORTED",
      `expected the pickle of a state_dict (torch.save(model.state_dict(), …)), came the name ${full.slice(0, 120)}`,
    );
  },
  persistent(id) {
    const [tag, type, key, , length] = Array.isArray(id) ? id : [];
    const dtype = storageDtypes[String((type as PickleGlobal | undefined)?.name).replace(/^torch\./, "")];
    if (tag !== "storage" || dtype === undefined || typeof key !== "string" || !isSize(length)) {
      throw damaged("a storage with type, key and length");
    }
    return { kind: "storage", key, dtype, length } satisfies TorchStorage;
  },
};

export function isTorchTensor(value: unknown): value is TorchTensor {
  return (value as TorchTensor | null | undefined)?.kind === "tensor";
}

/** (storage, offset, size, stride, requires_grad, backward_hooks, …) */
function rebuildTensor([storage, offset, shape, strides]: readonly unknown[]): TorchTensor {
  if ((storage as TorchStorage | null | undefined)?.kind !== "storage") throw damaged("a tensor with a storage");
  const view = { kind: "tensor", storage: storage as TorchStorage, offset, shape, strides };
  if (!isSize(offset) || !isSizes(shape) || !isSizes(strides) || shape.length !== strides.length) {
    throw damaged("a tensor with offset, sizes and strides");
  }
  const last = shape.reduce((at, size, axis) => at + (size - 1) * strides[axis], offset);
  // Wider than its storage is only what was expanded by strides of 0: a few bytes could claim gigabytes.
  if (!(elementsOf(shape) <= view.storage.length && (elementsOf(shape) === 0 || last < view.storage.length))) {
    throw damaged(`a tensor within the ${view.storage.length} numbers of its storage`);
  }
  return view as TorchTensor;
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isSize);
}

function damaged(expected: string): RivuletError {
  return new RivuletError("FILE_DAMAGED", `expected ${expected} in the pickle, came other values`);
}
