import { type ErrorCode, RivuletError } from "@rivulet/errors";

/** Writes little-endian numbers one after the other into bytes that grow. */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  #reserve(count: number): number {
    const at = this.#length;
    if (at + count > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(at + count, 2 * this.#bytes.length));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#length += count;
    return at;
  }

  u8(value: number): this {
    const at = this.#reserve(1);
    this.#view.setUint8(at, value);
    return this;
  }

  u16(value: number): this {
    const at = this.#reserve(2);
    this.#view.setUint16(at, value, true);
    return this;
  }

  u32(value: number): this {
    const at = this.#reserve(4);
    this.#view.setUint32(at, value, true);
    return this;
  }

  /** A whole number up to 2⁵³, in eight bytes. */
  u64(value: number): this {
    return this.u32(value % 0x1_0000_0000).u32(Math.floor(value / 0x1_0000_0000));
  }

  f32(values: Float32Array): this {
    let at = this.#reserve(values.length * 4);
    for (let i = 0; i < values.length; i++, at += 4) this.#view.setFloat32(at, values[i], true);
    return this;
  }

  bytes(values: Uint8Array): this {
    const at = this.#reserve(values.length);
    this.#bytes.set(values, at);
    return this;
  }

  /** UTF-16 code units behind their count: exact for every string, lone surrogates included. */
  string(value: string): this {
    this.u32(value.length);
    for (let i = 0; i < value.length; i++) this.u16(value.charCodeAt(i));
    return this;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

/** Reads what a ByteWriter wrote; running past the end is an error of the given code. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #code: ErrorCode;
  #at = 0;

  constructor(bytes: Uint8Array, code: ErrorCode) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#code = code;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  #take(count: number): number {
    if (count > this.remaining) {
      throw new RivuletError(this.#code, `expected ${count} more bytes at ${this.#at}, came ${this.remaining}`);
    }
    const at = this.#at;
    this.#at += count;
    return at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  u64(): number {
    const low = this.u32();
    return low + this.u32() * 0x1_0000_0000;
  }

  f32(into: Float32Array): void {
    let at = this.#take(into.length * 4);
    for (let i = 0; i < into.length; i++, at += 4) into[i] = this.#view.getFloat32(at, true);
  }

  /** A copy of the next `count` bytes. */
  bytes(count: number): Uint8Array {
    const at = this.#take(count);
    return this.#bytes.slice(at, at + count);
  }

  string(): string {
    const length = this.u32();
    let at = this.#take(length * 2);
    let value = "";
    for (let i = 0; i < length; i++, at += 2) value += String.fromCharCode(this.#view.getUint16(at, true));
    return value;
  }

  /** Nothing may be left. */
  end(): void {
    if (this.remaining !== 0)
      throw new RivuletError(this.#code, `expected the end at ${this.#at}, came ${this.remaining} more bytes`);
  }
}
