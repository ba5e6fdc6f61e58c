/** RFC 6455, 5.2: the whole of a message is one frame; a server does not mask. */
const FINAL_TEXT = 0x81;
const FINAL_BINARY = 0x82;
const LONGEST_SHORT = 125;
const LONGEST_MIDDLE = 0xffff;

function headerBytes(length: number): number {
  if (length <= LONGEST_SHORT) return 2;
  return length <= LONGEST_MIDDLE ? 4 : 10;
}

/** Size of a message on the wire. */
export function serverFrameBytes(message: string | Uint8Array): number {
  const length = typeof message === "string" ? Buffer.byteLength(message) : message.byteLength;
  return headerBytes(length) + length;
}

/** Writes a message as a server sends it; gives where the next one begins. */
export function writeServerFrame(message: string | Uint8Array, target: Buffer, at: number): number {
  const isText = typeof message === "string";
  const length = isText ? Buffer.byteLength(message) : message.byteLength;
  target[at] = isText ? FINAL_TEXT : FINAL_BINARY;
  if (length <= LONGEST_SHORT) {
    target[at + 1] = length;
  } else if (length <= LONGEST_MIDDLE) {
    target[at + 1] = 126;
    target.writeUInt16BE(length, at + 2);
  } else {
    target[at + 1] = 127;
    target.writeBigUInt64BE(BigInt(length), at + 2);
  }
  const start = at + headerBytes(length);
  if (isText) target.write(message, start);
  else target.set(message, start);
  return start + length;
}
