import type { TfjsModel } from "@rivulet/formats/keras";

/** One layer as a layers model of TensorFlow.js has it. */
export interface TfjsLayer {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly arrays: readonly { readonly shape: readonly number[]; readonly data: readonly number[] }[];
}

/** A Sequential model over sequences of vectors, as TensorFlow.js would save it. */
export function tfjsModel(size: number, layers: readonly TfjsLayer[]): TfjsModel {
  const named = layers.map((layer, l) => ({ ...layer, name: `layer_${l}` }));
  const described = named.map(({ className, config, name }, l) => ({
    class_name: className,
    config: { ...config, name, ...(l === 0 && { batch_input_shape: [null, null, size] }) },
  }));
  const arrays = named.flatMap(({ name, arrays }) => arrays.map((array, i) => ({ ...array, name: `${name}/${i}` })));
  const model = {
    format: "layers-model",
    modelTopology: { class_name: "Sequential", config: { name: "sequential", layers: described } },
    weightsManifest: [
      { paths: ["weights.bin"], weights: arrays.map(({ name, shape }) => ({ name, shape, dtype: "float32" })) },
    ],
  };
  const numbers = Float32Array.from(arrays.flatMap(({ data }) => data));
  return {
    modelJson: new TextEncoder().encode(JSON.stringify(model)),
    weights: { "weights.bin": new Uint8Array(numbers.buffer) },
  };
}
