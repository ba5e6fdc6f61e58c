import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { FieldType, Schema } from "./schema.ts";

/** One message of Protocol Buffers; what is undefined is left out. */
export function writeMessage(schema: Schema, message: object): Uint8Array {
  const writer = new BinaryWriter();
  write(writer, schema, message);
  return writer.finish();
}

function write(writer: BinaryWriter, schema: Schema, message: object): void {
  const fields = message as Readonly<Record<string, unknown>>;
  for (const [number, { name, type, repeated }] of Object.entries(schema)) {
    const value = fields[name];
    if (value === undefined) continue;
    for (const item of repeated ? (value as readonly unknown[]) : [value])
      writeValue(writer, Number(number), type, item);
  }
}

function writeValue(writer: BinaryWriter, number: number, type: FieldType, value: unknown): void {
  if (typeof type === "function") {
    writer.tag(number, WireType.LengthDelimited).fork();
    write(writer, type(), value as object);
    writer.join();
    return;
  }
  switch (type) {
    case "int64":
      writer.tag(number, WireType.Varint).int64(value as number);
      return;
    case "float":
      writer.tag(number, WireType.Bit32).float(value as number);
      return;
    case "double":
      writer.tag(number, WireType.Bit64).double(value as number);
      return;
    case "string":
      writer.tag(number, WireType.LengthDelimited).string(value as string);
      return;
    case "bytes":
      writer.tag(number, WireType.LengthDelimited).bytes(value as Uint8Array);
  }
}
