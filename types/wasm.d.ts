/** A WebAssembly binary, as bytes: esbuild's `binary` loader and vitest.config.ts agree on this. */
declare module "*.wasm" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
