/** The little of WebAssembly that the engine uses: ES libraries have no types for it and the engine compiles without the DOM's. */
interface WebAssemblyFace {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Compiled kernels, or their bytes: Workers only take modules compiled ahead, all others take bytes. */
export type KernelSource = Uint8Array | object;

const compiled = new WeakMap<object, object>();

/** A new instance of the kernels; the module is compiled once per source. */
export function instantiate<Exports>(source: KernelSource): Exports {
  const { Module, Instance } = webAssembly();
  let module = compiled.get(source);
  if (module === undefined) {
    module = source instanceof Uint8Array ? new Module(source) : source;
    compiled.set(source, module);
  }
  const abort = (): never => {
    throw new Error("kernel aborted");
  };
  return new Instance(module, { env: { abort } }).exports as Exports;
}

/** Whether this platform can compile the bytes. */
export function isValidWasm(bytes: Uint8Array): boolean {
  return webAssembly().validate(bytes);
}

function webAssembly(): WebAssemblyFace {
  return (globalThis as unknown as { WebAssembly: WebAssemblyFace }).WebAssembly;
}
