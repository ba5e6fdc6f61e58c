import { type ColumnMoments, dequantize, layerColumns, recurrentParts, stateSizes } from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";
import type { TaggerModel } from "@rivulet/live";
import type { Sentence } from "@rivulet/text";

/**
 * E[x xᵀ] over a corpus of what each matrix of a tagger multiplies, by tensor name: x⟨t⟩ of its layer, or a⟨t⟩ for W_a.
 * (A GRU that resets before the product multiplies Γr ∗ c⟨t-1⟩ with its candidate's rows: they share the moments of
 * c⟨t-1⟩.) Embeddings and the projection of an LSTM have none.
 */
export function columnMoments(
  { config, weights }: ModelFile,
  { model, featurizer, maxDelay }: TaggerModel,
  sentences: readonly Sentence[],
): Map<string, ColumnMoments> {
  const inputs = layerColumns(config).map((columns) => new Moments(columns));
  const recurrent = recurrentParts(config).map(({ path, index, layer }) => {
    const [units] = stateSizes(layer);
    return { path, index, vectors: stateSizes(layer).length, moments: new Moments(units) };
  });
  const embeddings = featurizer.tables.map(({ name }) => dequantize(weights[`embedding.${name}`]).data);
  const session = model.createSession();
  const ids = new Int32Array(featurizer.idsPerToken);
  const x = new Float32Array(layerColumns(config)[0]);
  const step = () => {
    let column = 0;
    featurizer.tables.forEach(({ size }, k) => {
      const row = ids[k] - featurizer.offsets[k];
      x.set(embeddings[k].subarray(row * size, (row + 1) * size), column);
      column += size;
    });
    session.step(ids);
    inputs.forEach((moments, l) => {
      moments.add(l === 0 ? x : session.hidden(l - 1));
    });
    let state = 0;
    for (const { vectors, moments } of recurrent) {
      moments.add(session.states[state]);
      state += vectors;
    }
  };
  for (const { tokens } of sentences) {
    for (const token of tokens) {
      featurizer.featurize(token, ids);
      step();
    }
    featurizer.end(ids);
    for (let d = 0; d < maxDelay; d++) step();
    session.reset();
  }
  session.dispose();
  const means = inputs.map((moments) => moments.mean());
  return new Map([
    ...config.layers.flatMap(({ cell }, l): [string, ColumnMoments][] =>
      cell === "dense" ? [[`layers.${l}.weight`, means[l]]] : [],
    ),
    ...recurrent.flatMap(({ path, index, moments }): [string, ColumnMoments][] => [
      [`${path}.weightIh`, means[index]],
      [`${path}.weightHh`, moments.mean()],
    ]),
    ...config.heads.map((_, h): [string, ColumnMoments] => [`heads.${h}.weight`, means[means.length - 1]]),
  ]);
}

/** The mean of x xᵀ, as x come. */
class Moments {
  readonly #columns: number;
  readonly #sums: Float64Array;
  #count = 0;

  constructor(columns: number) {
    this.#columns = columns;
    this.#sums = new Float64Array(columns * columns);
  }

  add(x: Float32Array): void {
    for (let i = 0; i < this.#columns; i++) {
      const start = i * this.#columns;
      for (let j = 0; j <= i; j++) this.#sums[start + j] += x[i] * x[j];
    }
    this.#count++;
  }

  mean(): ColumnMoments {
    const columns = this.#columns;
    return this.#sums.map((_, at) => {
      const [i, j] = [Math.floor(at / columns), at % columns];
      return this.#sums[Math.max(i, j) * columns + Math.min(i, j)] / this.#count;
    });
  }
}
