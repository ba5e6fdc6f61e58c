import { zipSync } from "fflate";
import { encodeUtf8 } from "../../src/utf8.ts";

/** A pickle by hand, opcode by opcode, as Python's pickletools would show it. */
export const pickle = {
  bytes: (...parts: readonly (number | Uint8Array)[]): Uint8Array => {
    return Uint8Array.from(parts.flatMap((part) => (typeof part === "number" ? [part] : [...part])));
  },
  proto: Uint8Array.of(0x80, 2),
  stop: 0x2e,
  mark: 0x28,
  none: 0x4e,
  emptyDict: 0x7d,
  emptyTuple: 0x29,
  tuple: 0x74,
  tuple1: 0x85,
  reduce: 0x52,
  build: 0x62,
  setItem: 0x73,
  setItems: 0x75,
  persistentId: 0x51,
  newFalse: 0x89,
  text: (value: string): Uint8Array => {
    const bytes = encodeUtf8(value);
    return Uint8Array.of(0x58, ...uint32(bytes.length), ...bytes);
  },
  int: (value: number): Uint8Array => Uint8Array.of(0x4a, ...uint32(value)),
  global: (module: string, name: string): Uint8Array => Uint8Array.of(0x63, ...encodeUtf8(`${module}\n${name}\n`)),
};

export function uint32(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

export interface View {
  readonly key?: string;
  /** Elements the storage claims. */
  readonly length: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** The opcodes of one float tensor, as torch.save writes it. */
export function tensor({ key = "0", length, offset = 0, shape, strides }: View): Uint8Array {
  const { bytes, mark, tuple, text, int, global } = pickle;
  const numbers = (values: readonly number[]) => bytes(mark, ...values.map(int), tuple);
  return bytes(
    global("torch._utils", "_rebuild_tensor_v2"),
    mark,
    bytes(mark, text("storage"), global("torch", "FloatStorage"), text(key), text("cpu"), int(length), tuple),
    pickle.persistentId,
    int(offset),
    numbers(shape),
    numbers(strides),
    pickle.newFalse,
    bytes(global("collections", "OrderedDict"), pickle.emptyTuple, pickle.reduce),
    tuple,
    pickle.reduce,
  );
}

/** A pickle of a state_dict. */
export function stateDict(tensors: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const items = Object.entries(tensors).flatMap(([name, opcodes]) => [pickle.text(name), opcodes]);
  return pickle.bytes(pickle.proto, pickle.emptyDict, pickle.mark, ...items, pickle.setItems, pickle.stop);
}

/** A file of torch.save around a pickle. */
export function torchFile(
  data: Uint8Array,
  storages: Readonly<Record<string, Float32Array>> = {},
  level: 0 | 9 = 0,
): Uint8Array {
  const records = Object.entries(storages).map(([key, { buffer }]) => [`archive/data/${key}`, new Uint8Array(buffer)]);
  return zipSync({ "archive/data.pkl": data, ...Object.fromEntries(records) }, { level });
}
