import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vitest/config";

/** `import bytes from "./x.wasm"` gives a Uint8Array, as esbuild's `binary` loader does in the builds. */
function wasmBytes(): Plugin {
  return {
    name: "wasm-bytes",
    enforce: "pre",
    load(id) {
      if (!id.endsWith(".wasm")) return null;
      const base64 = readFileSync(id).toString("base64");
      return `export default Uint8Array.from(atob("${base64}"), (char) => char.charCodeAt(0));`;
    },
  };
}

export default defineConfig({
  plugins: [wasmBytes()],
  test: {
    include: ["packages/**/*.test.ts", "apps/**/*.test.ts", "edge-runtime/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/build/**", "**/dist/**"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
