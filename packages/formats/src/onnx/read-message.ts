import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { RivuletError } from "@rivulet/errors";
import { defaultFileLimits, type FileLimits } from "../file-limits.ts";
import type { Field, Schema } from "./schema.ts";

/** Messages, texts and single numbers of one file: no graph that can be imported comes near, and a hostile one stops early. */
const LARGEST_COUNT = 2 ** 18;
/** A graph in an attribute of a node of a graph is the deepest that is written. */
const LARGEST_DEPTH = 16;

/** What the reading of one file may still take. */
interface Budget {
  left: number;
}

/**
 * Reads one message of Protocol Buffers, `Message` being the form that `schema` says. `bytes` fields are views.
 * @throws RivuletError FILE_TOO_LARGE, FILE_DAMAGED
 */
export function readMessage<Message>(schema: Schema, bytes: Uint8Array, limits: FileLimits = {}): Message {
  const most = limits.fileBytes ?? defaultFileLimits.fileBytes;
  if (bytes.length > most) {
    throw new RivuletError("FILE_TOO_LARGE", `expected at most ${most} bytes, came ${bytes.length}`);
  }
  try {
    return read(schema, bytes, { left: LARGEST_COUNT }, 0) as Message;
  } catch (cause) {
    if (RivuletError.is(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : "a malformed one";
    throw new RivuletError("FILE_DAMAGED", `expected a message of Protocol Buffers, came ${reason}`, { cause });
  }
}

function read(schema: Schema, bytes: Uint8Array, budget: Budget, depth: number): Record<string, unknown> {
  if (depth > LARGEST_DEPTH) {
    throw new RivuletError("FILE_TOO_LARGE", `expected messages nested at most ${LARGEST_DEPTH} deep, came more`);
  }
  const message: Record<string, unknown> = {};
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const field = schema[number];
    if (field === undefined) {
      spend(budget, 1);
      reader.skip(wireType, number);
    } else {
      readField(message, field, reader, wireType, budget, depth);
    }
  }
  if (reader.pos > reader.len) throw new RangeError("one that ends too early");
  return message;
}

function readField(
  message: Record<string, unknown>,
  field: Field,
  reader: BinaryReader,
  wireType: WireType,
  budget: Budget,
  depth: number,
): void {
  if (!field.repeated) {
    spend(budget, 1);
    message[field.name] = readValue(field, reader, wireType, budget, depth);
    return;
  }
  const packed = wireType === WireType.LengthDelimited && isNumber(field);
  if (packed && field.type !== "int64") {
    spend(budget, 1);
    if (message[field.name] !== undefined) throw new TypeError(`${field.name} in several pieces`);
    message[field.name] = readFloats(field, reader.bytes());
    return;
  }
  message[field.name] ??= [];
  const list = message[field.name];
  if (!Array.isArray(list)) throw new TypeError(`${field.name} in several pieces`);
  if (!packed) {
    spend(budget, 1);
    list.push(readValue(field, reader, wireType, budget, depth));
    return;
  }
  const numbers = new BinaryReader(reader.bytes());
  while (numbers.pos < numbers.len) {
    spend(budget, 1);
    list.push(readNumber(field, numbers));
  }
  if (numbers.pos > numbers.len) throw new RangeError("one that ends too early");
}

/** Packed numbers, which are as many as there are bytes for: they are no parts of a model. */
function readFloats({ type, name }: Field, bytes: Uint8Array): Float32Array | Float64Array {
  const Numbers = type === "float" ? Float32Array : Float64Array;
  if (bytes.length % Numbers.BYTES_PER_ELEMENT !== 0) throw new RangeError(`${bytes.length} bytes of ${name}`);
  const numbers = new Numbers(bytes.length / Numbers.BYTES_PER_ELEMENT);
  const reader = new BinaryReader(bytes);
  for (let i = 0; i < numbers.length; i++) numbers[i] = type === "float" ? reader.float() : reader.double();
  return numbers;
}

function isNumber({ type }: Field): boolean {
  return type === "int64" || type === "float" || type === "double";
}

const wireTypes = { int64: WireType.Varint, float: WireType.Bit32, double: WireType.Bit64 } as const;

function readValue(field: Field, reader: BinaryReader, wireType: WireType, budget: Budget, depth: number): unknown {
  const { type } = field;
  const expected =
    type === "int64" || type === "float" || type === "double" ? wireTypes[type] : WireType.LengthDelimited;
  if (wireType !== expected) throw new TypeError(`wire type ${wireType} in ${field.name}`);
  if (typeof type === "function") return read(type(), reader.bytes(), budget, depth + 1);
  if (type === "string") return reader.string(true);
  return type === "bytes" ? reader.bytes() : readNumber(field, reader);
}

function readNumber({ type }: Field, reader: BinaryReader): number {
  if (type === "float") return reader.float();
  return type === "double" ? reader.double() : Number(reader.int64());
}

function spend(budget: Budget, count: number): void {
  budget.left -= count;
  if (budget.left < 0) {
    throw new RivuletError("FILE_TOO_LARGE", `expected at most ${LARGEST_COUNT} parts of a model, came more`);
  }
}
