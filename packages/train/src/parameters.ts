import { type ModelConfig, type Weights, weightShapes } from "@rivulet/engine";

/** Where one tensor lies in the flat array of all parameters. */
export interface ParameterPlace {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  readonly shape: readonly number[];
  /** Length of a row that is updated only when it was used; 0 for tensors that every step uses. */
  readonly sparseRow: number;
}

/** All parameters of a model side by side in one array: embeddings first (their rows are touched sparsely), then the rest. */
export class ParameterLayout {
  readonly places: readonly ParameterPlace[];
  readonly length: number;
  readonly #byName: ReadonlyMap<string, ParameterPlace>;

  constructor(config: ModelConfig) {
    let offset = 0;
    this.places = [...weightShapes(config)].map(([name, shape]) => {
      const length = shape.reduce((product, size) => product * size, 1);
      const place = { name, shape, offset, length, sparseRow: name.startsWith("embedding.") ? shape[1] : 0 };
      offset += length;
      return place;
    });
    this.length = offset;
    this.#byName = new Map(this.places.map((place) => [place.name, place]));
  }

  place(name: string): ParameterPlace {
    const place = this.#byName.get(name);
    if (place === undefined) throw new RangeError(`no parameter ${name}`);
    return place;
  }

  /** The part of a flat array (parameters, gradients, moments) that belongs to a tensor. */
  view(flat: Float32Array, name: string): Float32Array {
    const { offset, length } = this.place(name);
    return flat.subarray(offset, offset + length);
  }

  /** Views of all tensors by name. */
  weights(flat: Float32Array): Weights {
    return Object.fromEntries(this.places.map(({ name, shape }) => [name, { shape, data: this.view(flat, name) }]));
  }
}
