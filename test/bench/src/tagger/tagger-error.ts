import { dequantize, Model, type StoredWeights } from "@rivulet/engine";
import { type ReferenceWeights, referenceForward, zeroState } from "@rivulet/engine/reference";
import type { Variant } from "./variants.ts";

/** Steps that the reference remembers at a time. */
const CHUNK = 100;

export interface VariantError {
  readonly name: string;
  /** The largest error of a⟨t⟩ of the top layer. */
  readonly error: number;
  /** The root mean square of all errors of a⟨t⟩. */
  readonly rootMeanSquare: number;
}

/** a⟨t⟩ against double precision on the weights of the first variant, over one unbroken stream of inputs. */
export function taggerErrors(variants: readonly Variant[], inputs: readonly Int32Array[]): VariantError[] {
  const [{ file }] = variants;
  const { config } = file;
  const weights = doubles(file.weights);
  const sessions = variants.map((variant) => Model.create(config, variant.file.weights).createSession());
  const errors = variants.map(() => 0);
  const squares = variants.map(() => 0);
  let outputs = 0;
  let state = zeroState(config);
  for (let start = 0; start < inputs.length; start += CHUNK) {
    const chunk = inputs.slice(start, start + CHUNK);
    const { steps } = referenceForward(config, weights, chunk, state);
    steps.forEach(({ states }, s) => {
      const truth = states[states.length - 1].hidden;
      sessions.forEach((session, v) => {
        session.step(chunk[s]);
        const hidden = session.hidden();
        for (let j = 0; j < truth.length; j++) {
          const error = Math.abs(hidden[j] - truth[j]);
          errors[v] = Math.max(errors[v], error);
          squares[v] += error * error;
        }
      });
      outputs += truth.length;
      state = [...states];
    });
  }
  return variants.map(({ name }, v) => ({
    name,
    error: errors[v],
    rootMeanSquare: Math.sqrt(squares[v] / outputs),
  }));
}

function doubles(weights: StoredWeights): ReferenceWeights {
  return Object.fromEntries(
    Object.entries(weights).map(([name, tensor]) => {
      const { shape, data } = dequantize(tensor);
      return [name, { shape, data: Float64Array.from(data) }];
    }),
  );
}
