// The messages of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, IR version 13) as far as they are
// read or written here; fields that are not listed are skipped.

/** Of a field: a scalar of Protocol Buffers, or a message. */
export type FieldType = "int64" | "float" | "double" | "string" | "bytes" | (() => Schema);

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly repeated?: boolean;
}

/** The fields of one message by their numbers. */
export type Schema = Readonly<Record<number, Field>>;

export interface ModelProto {
  readonly irVersion?: number;
  readonly producerName?: string;
  readonly graph?: GraphProto;
  readonly opsetImport?: readonly OperatorSetProto[];
  readonly metadataProps?: readonly StringEntryProto[];
}

export interface OperatorSetProto {
  readonly domain?: string;
  readonly version?: number;
}

export interface StringEntryProto {
  readonly key?: string;
  readonly value?: string;
}

export interface GraphProto {
  readonly node?: readonly NodeProto[];
  readonly name?: string;
  readonly initializer?: readonly TensorProto[];
  readonly input?: readonly ValueInfoProto[];
  readonly output?: readonly ValueInfoProto[];
}

export interface NodeProto {
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly name?: string;
  readonly opType?: string;
  readonly attribute?: readonly AttributeProto[];
  readonly domain?: string;
}

export interface AttributeProto {
  readonly name?: string;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly t?: TensorProto;
  readonly g?: GraphProto;
  readonly floats?: ArrayLike<number>;
  readonly ints?: readonly number[];
  readonly strings?: readonly Uint8Array[];
  readonly type?: number;
}

export interface TensorProto {
  readonly dims?: readonly number[];
  readonly dataType?: number;
  readonly floatData?: ArrayLike<number>;
  readonly int32Data?: readonly number[];
  readonly int64Data?: readonly number[];
  readonly name?: string;
  readonly rawData?: Uint8Array;
  readonly doubleData?: ArrayLike<number>;
  readonly externalData?: readonly StringEntryProto[];
  readonly dataLocation?: number;
}

export interface ValueInfoProto {
  readonly name?: string;
  readonly type?: TypeProto;
}

export interface TypeProto {
  readonly tensorType?: TensorTypeProto;
}

export interface TensorTypeProto {
  readonly elemType?: number;
  readonly shape?: TensorShapeProto;
}

export interface TensorShapeProto {
  readonly dim?: readonly DimensionProto[];
}

export interface DimensionProto {
  readonly dimValue?: number;
  readonly dimParam?: string;
}

/** AttributeProto.type */
export const attributeTypes = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
} as const;

/** TensorProto.data_type */
export const dataTypes = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  double: 11,
  uint32: 12,
  bfloat16: 16,
} as const;

const stringEntry: Schema = { 1: { name: "key", type: "string" }, 2: { name: "value", type: "string" } };

export const tensorSchema: Schema = {
  1: { name: "dims", type: "int64", repeated: true },
  2: { name: "dataType", type: "int64" },
  4: { name: "floatData", type: "float", repeated: true },
  5: { name: "int32Data", type: "int64", repeated: true },
  7: { name: "int64Data", type: "int64", repeated: true },
  8: { name: "name", type: "string" },
  9: { name: "rawData", type: "bytes" },
  10: { name: "doubleData", type: "double", repeated: true },
  13: { name: "externalData", type: () => stringEntry, repeated: true },
  14: { name: "dataLocation", type: "int64" },
};

const attributeSchema: Schema = {
  1: { name: "name", type: "string" },
  2: { name: "f", type: "float" },
  3: { name: "i", type: "int64" },
  4: { name: "s", type: "bytes" },
  5: { name: "t", type: () => tensorSchema },
  6: { name: "g", type: () => graphSchema },
  7: { name: "floats", type: "float", repeated: true },
  8: { name: "ints", type: "int64", repeated: true },
  9: { name: "strings", type: "bytes", repeated: true },
  20: { name: "type", type: "int64" },
};

const nodeSchema: Schema = {
  1: { name: "input", type: "string", repeated: true },
  2: { name: "output", type: "string", repeated: true },
  3: { name: "name", type: "string" },
  4: { name: "opType", type: "string" },
  5: { name: "attribute", type: () => attributeSchema, repeated: true },
  7: { name: "domain", type: "string" },
};

const dimensionSchema: Schema = { 1: { name: "dimValue", type: "int64" }, 2: { name: "dimParam", type: "string" } };
const shapeSchema: Schema = { 1: { name: "dim", type: () => dimensionSchema, repeated: true } };
const tensorTypeSchema: Schema = {
  1: { name: "elemType", type: "int64" },
  2: { name: "shape", type: () => shapeSchema },
};
const typeSchema: Schema = { 1: { name: "tensorType", type: () => tensorTypeSchema } };
const valueInfoSchema: Schema = { 1: { name: "name", type: "string" }, 2: { name: "type", type: () => typeSchema } };
const operatorSetSchema: Schema = { 1: { name: "domain", type: "string" }, 2: { name: "version", type: "int64" } };

const graphSchema: Schema = {
  1: { name: "node", type: () => nodeSchema, repeated: true },
  2: { name: "name", type: "string" },
  5: { name: "initializer", type: () => tensorSchema, repeated: true },
  11: { name: "input", type: () => valueInfoSchema, repeated: true },
  12: { name: "output", type: () => valueInfoSchema, repeated: true },
};

export const modelSchema: Schema = {
  1: { name: "irVersion", type: "int64" },
  2: { name: "producerName", type: "string" },
  7: { name: "graph", type: () => graphSchema },
  8: { name: "opsetImport", type: () => operatorSetSchema, repeated: true },
  14: { name: "metadataProps", type: () => stringEntry, repeated: true },
};
