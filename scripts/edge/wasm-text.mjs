import { readFileSync } from "node:fs";

/** Of WebAssembly's bytes the small ones, opcodes and numbers of locals, are the most frequent, and the prefix of SIMD, 253. */
const FIRST_BYTE = 253;
/** Characters from "#" on: the first 92 take one byte, and only one of them must be escaped. */
const FIRST_CHARACTER = 35;

/**
 * `import bytes from "./x.wasm"` gives a Uint8Array from a text with one character a byte: as UTF-8, which modules
 * always are, it is smaller than base64, before and after gzip.
 */
export const wasmText = {
  name: "wasm-text",
  setup(builder) {
    builder.onLoad({ filter: /\.wasm$/ }, ({ path }) => {
      const codes = Array.from(readFileSync(path), (byte) => ((byte - FIRST_BYTE) & 255) + FIRST_CHARACTER);
      const text = JSON.stringify(String.fromCharCode(...codes));
      // A Uint8Array takes what is assigned modulo 256.
      const byteOf = `(char) => char.charCodeAt(0) - ${FIRST_CHARACTER - FIRST_BYTE + 256}`;
      return { contents: `export default /* @__PURE__ */ Uint8Array.from(${text}, ${byteOf});`, loader: "js" };
    });
  },
};
