import { readFileSync } from "node:fs";

/**
 * `import bytes from "./x.wasm"` gives a Uint8Array from a text with one character a byte: as UTF-8, which modules
 * always are, it is smaller than base64, before and after gzip.
 */
export const wasmText = {
  name: "wasm-text",
  setup(builder) {
    builder.onLoad({ filter: /\.wasm$/ }, ({ path }) => {
      const text = JSON.stringify(readFileSync(path, "latin1"));
      return {
        contents: `export default /* @__PURE__ */ Uint8Array.from(${text}, (char) => char.charCodeAt(0));`,
        loader: "js",
      };
    });
  },
};
