import { type ColumnImportance, dequantize, inputSize } from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";
import type { TaggerModel } from "@rivulet/live";
import type { Sentence } from "@rivulet/text";

/**
 * E[x_k²] over a corpus of what each matrix of a tagger multiplies, by tensor name: the embeddings for
 * the lowest W_x, a⟨t⟩ of the layers for all others. (A GRU that resets before the product multiplies
 * Γr ∗ c⟨t-1⟩ with its candidate's rows: they share the importance of c⟨t-1⟩.) Embeddings have none.
 */
export function columnImportance(
  { config, weights }: ModelFile,
  { model, featurizer, maxDelay }: TaggerModel,
  sentences: readonly Sentence[],
): Map<string, ColumnImportance> {
  const input = new Float64Array(inputSize(config));
  const hidden = config.layers.map((layer) => new Float64Array(layer.hidden));
  const embeddings = featurizer.tables.map(({ name }) => dequantize(weights[`embedding.${name}`]).data);
  const session = model.createSession();
  const ids = new Int32Array(featurizer.idsPerToken);
  let steps = 0;
  const step = () => {
    let column = 0;
    featurizer.tables.forEach(({ size }, k) => {
      const row = ids[k] - featurizer.offsets[k];
      addSquares(input, column, embeddings[k].subarray(row * size, (row + 1) * size));
      column += size;
    });
    session.step(ids);
    hidden.forEach((sums, l) => {
      addSquares(sums, 0, session.hidden(l));
    });
    steps++;
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
  const mean = (sums: Float64Array): ColumnImportance => sums.map((sum) => sum / steps);
  const states = hidden.map(mean);
  return new Map([
    ...config.layers.flatMap((_, l): [string, ColumnImportance][] => [
      [`layers.${l}.weightIh`, l === 0 ? mean(input) : states[l - 1]],
      [`layers.${l}.weightHh`, states[l]],
    ]),
    ...config.heads.map((_, h): [string, ColumnImportance] => [`heads.${h}.weight`, states[states.length - 1]]),
  ]);
}

function addSquares(sums: Float64Array, at: number, values: Float32Array): void {
  for (let k = 0; k < values.length; k++) sums[at + k] += values[k] * values[k];
}
