// What the bundler makes of a .wasm import: bytes everywhere, a compiled module in Workers.
declare module "*.wasm" {
  const source: Uint8Array | object;
  export default source;
}
