const ROUNDS = 64;
const BLOCK_BYTES = 64;

const primes = /* @__PURE__ */ firstPrimes(ROUNDS);
/** Of the square roots of the first 8 primes. */
const initialState = /* @__PURE__ */ primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
/** Of the cube roots of the first 64. */
const roundConstants = /* @__PURE__ */ Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));

/** The words of the block at hand: one for all, since nothing comes between. */
const schedule = /* @__PURE__ */ new Int32Array(ROUNDS);

/** SHA-256 (FIPS 180-4), synchronous as `crypto.subtle` is not. Guards against damage and mistakes; keys are for libraries. */
export class Sha256 {
  readonly #state = Int32Array.from(initialState);
  /** What waits for the rest of its block. */
  readonly #block = new Uint8Array(BLOCK_BYTES);
  #length = 0;

  update(bytes: Uint8Array): this {
    const view = viewOf(bytes);
    for (let at = 0; at < bytes.length; ) {
      const filled = this.#length % BLOCK_BYTES;
      const count = Math.min(BLOCK_BYTES - filled, bytes.length - at);
      if (count === BLOCK_BYTES) {
        this.#compress(view, at);
      } else {
        this.#block.set(bytes.subarray(at, at + count), filled);
        if (filled + count === BLOCK_BYTES) this.#compress(viewOf(this.#block), 0);
      }
      at += count;
      this.#length += count;
    }
    return this;
  }

  /** The 32 bytes of the digest; nothing can be added after. */
  digest(): Uint8Array {
    const bits = this.#length * 8;
    // A one bit, zeros, and the length in 64 bits at the end of a block.
    const zeros = BLOCK_BYTES - ((this.#length + 8) % BLOCK_BYTES);
    const padding = new Uint8Array(zeros + 8);
    padding[0] = 0x80;
    viewOf(padding).setUint32(zeros, bits / 2 ** 32);
    viewOf(padding).setUint32(zeros + 4, bits);
    this.update(padding);
    const digest = new Uint8Array(32);
    this.#state.forEach((word, i) => {
      viewOf(digest).setInt32(4 * i, word);
    });
    return digest;
  }

  #compress(view: DataView, at: number): void {
    const w = schedule;
    for (let t = 0; t < 16; t++) w[t] = view.getInt32(at + 4 * t);
    for (let t = 16; t < ROUNDS; t++) {
      const x = w[t - 15];
      const y = w[t - 2];
      const sigma0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
      const sigma1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
      w[t] = (w[t - 16] + sigma0 + w[t - 7] + sigma1) | 0;
    }
    const state = this.#state;
    let a = state[0];
    let b = state[1];
    let c = state[2];
    let d = state[3];
    let e = state[4];
    let f = state[5];
    let g = state[6];
    let h = state[7];
    for (let t = 0; t < ROUNDS; t++) {
      const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const choice = (e & f) ^ (~e & g);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      const next = (h + sum1 + choice + roundConstants[t] + w[t]) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + next) | 0;
      d = c;
      c = b;
      b = a;
      a = (next + sum0 + majority) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** The first 32 bits behind the point: of a root of a small prime a double has 18 to spare. */
function fraction(root: number): number {
  return ((root % 1) * 2 ** 32) | 0;
}

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) {
    if (found.every((prime) => n % prime !== 0)) found.push(n);
  }
  return found;
}
