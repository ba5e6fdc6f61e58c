import { RivuletError } from "@rivulet/errors";
import { PickleReader } from "./pickle-reader.ts";

/** A name that a pickle may say; `call` where it may also be called, which makes plain data and does nothing else. */
export interface PickleGlobal {
  readonly name: string;
  readonly call?: (args: readonly unknown[]) => unknown;
}

/** What the names in a pickle mean. Both throw where something is not allowed. */
export interface PickleHost {
  readonly global: (module: string, name: string) => PickleGlobal;
  readonly persistent: (id: unknown) => unknown;
}

/** Far above what the state of a network takes, about 40 a tensor; bounds memory at about 60 MB. */
const mostOperations = 2 ** 18;

/**
 * Reads a pickle without executing anything. Only the opcodes of plain data are known: numbers, texts, lists and
 * tuples (both arrays here), dicts (maps, whose further attributes are left out), and calls of the host's globals.
 *
 * @throws RivuletError FILE_DAMAGED, FILE_TOO_LARGE where it takes too many operations, IMPORT_UNSUPPORTED on any other
 * opcode, and what the host throws
 */
export function unpickle(bytes: Uint8Array, host: PickleHost): unknown {
  const machine = new PickleMachine(host);
  const reader = new PickleReader(bytes);
  for (let count = 0; count < mostOperations; count++) {
    const at = reader.at;
    const code = reader.uint8();
    if (code === stop) return machine.pop();
    const operation = operations.get(code);
    if (operation === undefined) {
      throw new RivuletError(
        "IMPORT_UNSUPPORTED",
        `expected the opcodes of plain data in the pickle, came 0x${code.toString(16)} at byte ${at}`,
      );
    }
    operation(machine, reader);
  }
  throw new RivuletError("FILE_TOO_LARGE", `expected a pickle of less than ${mostOperations} operations, came more`);
}

class PickleMachine {
  readonly #host: PickleHost;
  readonly #stack: unknown[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, unknown>();

  constructor(host: PickleHost) {
    this.#host = host;
  }

  push(value: unknown): void {
    this.#stack.push(value);
  }

  pop(): unknown {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw damaged("a value on the stack", "none");
    return this.#stack.pop();
  }

  /** The last `count` values in their order. */
  popMany(count: number): unknown[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  popToMark(): unknown[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw damaged("a mark on the stack", "none");
    return this.#stack.splice(mark);
  }

  memoize(key: number = this.#memo.size): void {
    const value = this.pop();
    this.#memo.set(key, value);
    this.push(value);
  }

  recall(key: number): void {
    if (!this.#memo.has(key)) throw damaged(`a value remembered under ${key}`, "none");
    this.push(this.#memo.get(key));
  }

  global(module: unknown, name: unknown): void {
    if (typeof module !== "string" || typeof name !== "string") throw damaged("a name of two texts", "other values");
    this.push(this.#host.global(module, name));
  }

  stackGlobal(): void {
    const [module, name] = this.popMany(2);
    this.global(module, name);
  }

  persistent(): void {
    this.push(this.#host.persistent(this.pop()));
  }

  reduce(): void {
    const args = this.pop();
    const called = this.pop() as Partial<PickleGlobal> | null | undefined;
    if (!Array.isArray(args)) throw damaged("a tuple of arguments", "another value");
    if (typeof called?.call !== "function") {
      throw new RivuletError("IMPORT_UNSUPPORTED", `expected a call that makes plain data, came ${called?.name}`);
    }
    this.push(called.call(args));
  }

  append(items: readonly unknown[]): void {
    const list = this.pop();
    if (!Array.isArray(list)) throw damaged("a list to append to", "another value");
    for (const item of items) list.push(item);
    this.push(list);
  }

  setItems(items: readonly unknown[]): void {
    const dict = this.pop();
    if (!(dict instanceof Map) || items.length % 2 !== 0) throw damaged("a dict and pairs to put into it", "others");
    for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
    this.push(dict);
  }

  /** Sets attributes in Python; state_dicts carry only `_metadata` there, which is not needed. */
  build(): void {
    this.pop();
    const target = this.pop();
    if (!(target instanceof Map)) {
      throw new RivuletError("IMPORT_UNSUPPORTED", "expected attributes of dicts only, came those of another object");
    }
    this.push(target);
  }
}

type Operation = (machine: PickleMachine, reader: PickleReader) => void;

const stop = 0x2e;

/** By opcode, with the names that Python's pickletools gives them. */
const operations: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x80, (_, reader) => reader.skip(1)], // PROTO
  [0x95, (_, reader) => reader.skip(8)], // FRAME
  [0x28, (machine) => machine.mark()], // MARK
  [0x30, (machine) => machine.pop()], // POP
  [0x4e, (machine) => machine.push(null)], // NONE
  [0x88, (machine) => machine.push(true)], // NEWTRUE
  [0x89, (machine) => machine.push(false)], // NEWFALSE
  [0x4a, (machine, reader) => machine.push(reader.int32())], // BININT
  [0x4b, (machine, reader) => machine.push(reader.uint8())], // BININT1
  [0x4d, (machine, reader) => machine.push(reader.uint16())], // BININT2
  [0x8a, (machine, reader) => machine.push(reader.long(reader.uint8()))], // LONG1
  [0x47, (machine, reader) => machine.push(reader.float64())], // BINFLOAT
  [0x58, (machine, reader) => machine.push(reader.text(reader.uint32()))], // BINUNICODE
  [0x8c, (machine, reader) => machine.push(reader.text(reader.uint8()))], // SHORT_BINUNICODE
  [0x5d, (machine) => machine.push([])], // EMPTY_LIST
  [0x61, (machine) => machine.append(machine.popMany(1))], // APPEND
  [0x65, (machine) => machine.append(machine.popToMark())], // APPENDS
  [0x29, (machine) => machine.push([])], // EMPTY_TUPLE
  [0x74, (machine) => machine.push(machine.popToMark())], // TUPLE
  [0x85, (machine) => machine.push(machine.popMany(1))], // TUPLE1
  [0x86, (machine) => machine.push(machine.popMany(2))], // TUPLE2
  [0x87, (machine) => machine.push(machine.popMany(3))], // TUPLE3
  [0x7d, (machine) => machine.push(new Map())], // EMPTY_DICT
  [0x73, (machine) => machine.setItems(machine.popMany(2))], // SETITEM
  [0x75, (machine) => machine.setItems(machine.popToMark())], // SETITEMS
  [0x71, (machine, reader) => machine.memoize(reader.uint8())], // BINPUT
  [0x72, (machine, reader) => machine.memoize(reader.uint32())], // LONG_BINPUT
  [0x94, (machine) => machine.memoize()], // MEMOIZE
  [0x68, (machine, reader) => machine.recall(reader.uint8())], // BINGET
  [0x6a, (machine, reader) => machine.recall(reader.uint32())], // LONG_BINGET
  [0x63, (machine, reader) => machine.global(reader.line(), reader.line())], // GLOBAL
  [0x93, (machine) => machine.stackGlobal()], // STACK_GLOBAL
  [0x51, (machine) => machine.persistent()], // BINPERSID
  [0x52, (machine) => machine.reduce()], // REDUCE
  [0x62, (machine) => machine.build()], // BUILD
]);

function damaged(expected: string, came: string): RivuletError {
  return new RivuletError("FILE_DAMAGED", `expected ${expected} of the pickle, came ${came}`);
}
