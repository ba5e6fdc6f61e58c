import { activationField } from "./activation-field.ts";
import { flagField, sizeField } from "./fields.ts";
import type { KerasArray, KerasFile } from "./keras-file.ts";
import type { KerasLayer } from "./keras-layer.ts";
import { damaged, short, unsupported } from "./refuse.ts";

/** W [H, K] and b [H] with the activation by Keras's name; becomes a layer, or the head if it is the last. */
export interface ImportedDense {
  readonly name: string;
  readonly size: number;
  readonly weight: { readonly shape: readonly [number, number]; readonly data: Float32Array };
  readonly bias: Float32Array;
  /** Of the convention, or softmax. */
  readonly activation: string;
}

/** Keras has the kernel as [K, H]. @throws RivuletError IMPORT_UNSUPPORTED, FILE_DAMAGED */
export function denseLayer(
  file: KerasFile,
  { config, name }: KerasLayer,
  arrays: readonly KerasArray[],
): ImportedDense {
  const of = `Dense ${short(name)}`;
  const size = sizeField(config, "units", of);
  const activation = activationField(file, config, "activation", of, ["softmax"]) ?? "linear";
  const expected = flagField(config, "use_bias", of, true) ? 2 : 1;
  const columns = arrays.length === expected ? arrays[0].shape[0] : undefined;
  if (columns === undefined || arrays[0].shape[1] !== size) {
    throw damaged(`${expected} arrays of ${of}, the first of K × ${size}`, `${arrays.length} others`);
  }
  const kernel = arrays[0].read();
  return {
    name,
    size,
    weight: {
      shape: [size, columns],
      data: Float32Array.from(kernel, (_, i) => kernel[(i % columns) * size + Math.floor(i / columns)]),
    },
    bias: expected === 2 ? arrays[1].read() : new Float32Array(size),
    activation,
  };
}

/** The matrix that passes an input on has the square of so many numbers. */
const widestIdentity = 2 ** 12;

/** What gives its input through an activation. @throws RivuletError IMPORT_UNSUPPORTED for very long vectors */
export function identityLayer(name: string, size: number, activation: string): ImportedDense {
  if (size === 0 || size > widestIdentity) {
    throw unsupported(`${short(name)} over 1 to ${widestIdentity} outputs of a layer`, `${size}`);
  }
  const data = Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  return { name, size, weight: { shape: [size, size], data }, bias: new Float32Array(size), activation };
}
