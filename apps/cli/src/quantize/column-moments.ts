import { type ColumnMoments, dequantize, inputSize } from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";
import type { TaggerModel } from "@rivulet/live";
import type { Sentence } from "@rivulet/text";

/**
 * E[x xᵀ] over a corpus of what each matrix of a tagger multiplies, by tensor name: the embeddings for
 * the lowest W_x, a⟨t⟩ of the layers for all others. (A GRU that resets before the product multiplies
 * Γr ∗ c⟨t-1⟩ with its candidate's rows: they share the moments of c⟨t-1⟩.) Embeddings have none.
 */
export function columnMoments(
  { config, weights }: ModelFile,
  { model, featurizer, maxDelay }: TaggerModel,
  sentences: readonly Sentence[],
): Map<string, ColumnMoments> {
  const input = new Moments(inputSize(config));
  const hidden = config.layers.map((layer) => new Moments(layer.hidden));
  const embeddings = featurizer.tables.map(({ name }) => dequantize(weights[`embedding.${name}`]).data);
  const session = model.createSession();
  const ids = new Int32Array(featurizer.idsPerToken);
  const x = new Float32Array(inputSize(config));
  const step = () => {
    let column = 0;
    featurizer.tables.forEach(({ size }, k) => {
      const row = ids[k] - featurizer.offsets[k];
      x.set(embeddings[k].subarray(row * size, (row + 1) * size), column);
      column += size;
    });
    input.add(x);
    session.step(ids);
    hidden.forEach((moments, l) => {
      moments.add(session.hidden(l));
    });
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
  const states = hidden.map((moments) => moments.mean());
  return new Map([
    ...config.layers.flatMap((_, l): [string, ColumnMoments][] => [
      [`layers.${l}.weightIh`, l === 0 ? input.mean() : states[l - 1]],
      [`layers.${l}.weightHh`, states[l]],
    ]),
    ...config.heads.map((_, h): [string, ColumnMoments] => [`heads.${h}.weight`, states[states.length - 1]]),
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
