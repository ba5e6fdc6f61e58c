/** What the first bytes of a msgpack value say of the rest. */
export interface MsgpackHeader {
  readonly kind: "scalar" | "string" | "binary" | "array" | "map" | "refused";
  /** Bytes of the header, the leading one included. */
  readonly headerBytes: number;
  /** Bytes of the payload that follow the header. */
  readonly payloadBytes: number;
  /** Values inside: elements of an array, keys and values of a map. */
  readonly children: number;
}

type Kind = MsgpackHeader["kind"];

/** The one that every call gives, so that a frame costs no object a value. */
const header = { kind: "refused" as Kind, headerBytes: 1, payloadBytes: 0, children: 0 };

function headerOf(kind: Kind, headerBytes: number, payloadBytes: number, children: number): MsgpackHeader {
  header.kind = kind;
  header.headerBytes = headerBytes;
  header.payloadBytes = payloadBytes;
  header.children = children;
  return header;
}

/** Payload sizes of the fixed-size scalars 0xc0 to 0xd3: nil, false, true, floats, integers. */
const scalarBytes = new Map([
  ...([0xc0, 0xc2, 0xc3] as const).map((lead): [number, number] => [lead, 0]),
  ...([0xcc, 0xd0] as const).map((lead): [number, number] => [lead, 1]),
  ...([0xcd, 0xd1] as const).map((lead): [number, number] => [lead, 2]),
  ...([0xca, 0xce, 0xd2] as const).map((lead): [number, number] => [lead, 4]),
  ...([0xcb, 0xcf, 0xd3] as const).map((lead): [number, number] => [lead, 8]),
]);

/** Kind and size of the length field of everything with one. */
const sized = new Map<number, { kind: Kind; lengthBytes: number }>([
  [0xc4, { kind: "binary", lengthBytes: 1 }],
  [0xc5, { kind: "binary", lengthBytes: 2 }],
  [0xc6, { kind: "binary", lengthBytes: 4 }],
  [0xd9, { kind: "string", lengthBytes: 1 }],
  [0xda, { kind: "string", lengthBytes: 2 }],
  [0xdb, { kind: "string", lengthBytes: 4 }],
  [0xdc, { kind: "array", lengthBytes: 2 }],
  [0xdd, { kind: "array", lengthBytes: 4 }],
  [0xde, { kind: "map", lengthBytes: 2 }],
  [0xdf, { kind: "map", lengthBytes: 4 }],
]);

function withLength(kind: Kind, headerBytes: number, length: number): MsgpackHeader {
  const holdsValues = kind === "array" || kind === "map";
  const children = holdsValues ? length * (kind === "map" ? 2 : 1) : 0;
  return headerOf(kind, headerBytes, holdsValues ? 0 : length, children);
}

/** Big-endian; bytes past the end read as 0, the caller sees the header run over. */
function readLength(bytes: Uint8Array, at: number, lengthBytes: number): number {
  let length = 0;
  for (let index = 0; index < lengthBytes; index++) length = length * 256 + (bytes[at + index] ?? 0);
  return length;
}

/** The header at `at`, until the next call. Extensions and the byte that msgpack never uses are refused. */
export function msgpackHeader(bytes: Uint8Array, at: number): MsgpackHeader {
  const lead = bytes[at];
  if (lead <= 0x7f || lead >= 0xe0) return headerOf("scalar", 1, 0, 0);
  if (lead <= 0x8f) return withLength("map", 1, lead & 0x0f);
  if (lead <= 0x9f) return withLength("array", 1, lead & 0x0f);
  if (lead <= 0xbf) return withLength("string", 1, lead & 0x1f);
  const payloadBytes = scalarBytes.get(lead);
  if (payloadBytes !== undefined) return headerOf("scalar", 1, payloadBytes, 0);
  const form = sized.get(lead);
  if (form === undefined) return headerOf("refused", 1, 0, 0);
  return withLength(form.kind, 1 + form.lengthBytes, readLength(bytes, at + 1, form.lengthBytes));
}
