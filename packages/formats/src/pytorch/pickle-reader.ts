import { RivuletError } from "@rivulet/errors";
import { decodeUtf8 } from "../utf8.ts";

const newline = 0x0a;

/** Reads the arguments of pickle's opcodes; nothing beyond the last byte, however long a length claims to be. */
export class PickleReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get at(): number {
    return this.#at;
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** Pickle's floats alone are big-endian. */
  float64(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  /** A two's complement integer of `length` bytes, little-endian. */
  long(length: number): number {
    if (length > 8) throw damaged("whole numbers of at most 8 bytes", `one of ${length}`);
    let value = 0n;
    const start = this.#advance(length);
    for (let i = 0; i < length; i++) value |= BigInt(this.#view.getUint8(start + i)) << BigInt(8 * i);
    return Number(BigInt.asIntN(8 * length, value));
  }

  text(length: number): string {
    const start = this.#advance(length);
    return textOf(this.#bytes.subarray(start, start + length));
  }

  /** Up to the next newline, which is consumed. */
  line(): string {
    const end = this.#bytes.indexOf(newline, this.#at);
    if (end < 0) throw damaged("a newline", "the end of the pickle");
    const text = textOf(this.#bytes.subarray(this.#at, end));
    this.#at = end + 1;
    return text;
  }

  skip(length: number): void {
    this.#advance(length);
  }

  #advance(length: number): number {
    const start = this.#at;
    const left = this.#bytes.length - start;
    if (length > left) throw damaged(`${length} bytes more in the pickle`, `${left}`);
    this.#at = start + length;
    return start;
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch (cause) {
    throw new RivuletError("FILE_DAMAGED", "expected text in UTF-8 in the pickle, came malformed bytes", { cause });
  }
}

function damaged(expected: string, came: string): RivuletError {
  return new RivuletError("FILE_DAMAGED", `expected ${expected}, came ${came}`);
}
