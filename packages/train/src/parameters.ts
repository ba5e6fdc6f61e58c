import { type AnyModelConfig, anyWeightShapes, type Weights } from "@rivulet/engine";

/** Where one tensor lies in the flat array of all parameters. */
export interface ParameterPlace {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  readonly shape: readonly number[];
  /** Length of a row that is updated only when it was used; 0 for tensors that every step uses. */
  readonly sparseRow: number;
}

/** Where the tensors of a model, or of a part of one, are found. */
export type ParameterPlaces = Pick<ParameterLayout, "place" | "view" | "weights">;

/** All parameters of a model side by side in one array: embeddings first, then layers, then heads. */
export class ParameterLayout {
  readonly places: readonly ParameterPlace[];
  readonly length: number;
  /** Numbers of all embeddings: what lies before is theirs. */
  readonly embeddings: number;
  readonly #byName: ReadonlyMap<string, ParameterPlace>;

  /** `sparseHeads`: those whose rows are updated only when they were used; embeddings always are such. */
  constructor(config: AnyModelConfig, sparseHeads: readonly number[] = []) {
    const sparse = ["embedding.", ...sparseHeads.map((h) => `heads.${h}.`)];
    const shapes = [...anyWeightShapes(config)];
    const ordered = [true, false].flatMap((first) => shapes.filter(([name]) => isEmbedding(name) === first));
    let offset = 0;
    this.places = ordered.map(([name, shape]) => {
      const length = shape.reduce((product, size) => product * size, 1);
      const sparseRow = sparse.some((start) => withoutPart(name).startsWith(start)) ? (shape[1] ?? 1) : 0;
      const place = { name, shape, offset, length, sparseRow };
      offset += length;
      return place;
    });
    this.length = offset;
    this.embeddings = this.places.find(({ name }) => !isEmbedding(name))?.offset ?? offset;
    this.#byName = new Map(this.places.map((place) => [place.name, place]));
  }

  place(name: string): ParameterPlace {
    const place = this.#byName.get(name);
    if (place === undefined) throw new RangeError(`no parameter ${name}`);
    return place;
  }

  /** The places of an encoder–decoder's encoder or decoder, as if it were a model of its own. */
  part(prefix: "encoder." | "decoder."): ParameterPlaces {
    const places = this.places.filter(({ name }) => name.startsWith(prefix));
    return {
      place: (name) => this.place(prefix + name),
      view: (flat, name) => this.view(flat, prefix + name),
      weights: (flat) =>
        Object.fromEntries(
          places.map(({ name, shape }) => [name.slice(prefix.length), { shape, data: this.view(flat, name) }]),
        ),
    };
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

/** The name as the encoder or decoder that the tensor belongs to has it. */
function withoutPart(name: string): string {
  return name.replace(/^(encoder|decoder)\./, "");
}

function isEmbedding(name: string): boolean {
  return withoutPart(name).startsWith("embedding.");
}
