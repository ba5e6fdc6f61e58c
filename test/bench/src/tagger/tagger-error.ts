import { dequantize, isQuantized, Model, type ModelConfig, type StoredWeights } from "@rivulet/engine";
import { type ReferenceWeights, referenceForward, zeroState } from "@rivulet/engine/reference";
import type { Variant } from "./variants.ts";

/** Steps that the reference remembers at a time. */
const CHUNK = 100;

export interface VariantError extends OutputError {
  readonly name: string;
  /** Of integers: that of a float64 recurrence with the same rounded weights. No kernel can be nearer, but by luck. */
  readonly ofWeights?: OutputError;
}

export interface OutputError {
  /** The largest error of a⟨t⟩ of the top layer. */
  readonly error: number;
  /** The root mean square of all errors of a⟨t⟩. */
  readonly rootMeanSquare: number;
}

/** a⟨t⟩ against double precision on the weights of the first variant, over one unbroken stream of inputs. */
export function taggerErrors(variants: readonly Variant[], inputs: readonly Int32Array[]): VariantError[] {
  const [{ file }] = variants;
  const { config } = file;
  const runs = variants.map(({ name, file: { weights } }) => ({
    name,
    session: Model.create(config, weights).createSession(),
    errors: new ErrorSum(),
    rounded: Object.values(weights).some(isQuantized) ? referenceOf(config, weights, inputs) : undefined,
    ofWeights: new ErrorSum(),
  }));
  let t = 0;
  for (const truth of referenceOf(config, file.weights, inputs)) {
    for (const { session, errors, rounded, ofWeights } of runs) {
      session.step(inputs[t]);
      errors.add(session.hidden(), truth);
      const outputs = rounded?.next();
      if (outputs !== undefined && !outputs.done) ofWeights.add(outputs.value, truth);
    }
    t++;
  }
  return runs.map(({ name, errors, rounded, ofWeights }) => ({
    name,
    ...errors.result(),
    ...(rounded !== undefined && { ofWeights: ofWeights.result() }),
  }));
}

/** a⟨t⟩ of the top layer in double precision, step after step. */
function* referenceOf(
  config: ModelConfig,
  stored: StoredWeights,
  inputs: readonly Int32Array[],
): Generator<Float64Array, undefined> {
  const weights = doubles(stored);
  let state = zeroState(config);
  for (let start = 0; start < inputs.length; start += CHUNK) {
    const { steps } = referenceForward(config, weights, inputs.slice(start, start + CHUNK), state);
    for (const { states } of steps) {
      yield states[states.length - 1].hidden;
      state = [...states];
    }
  }
}

/** Errors as they come. */
class ErrorSum {
  #largest = 0;
  #squares = 0;
  #count = 0;

  add(outputs: ArrayLike<number>, truth: ArrayLike<number>): void {
    for (let j = 0; j < truth.length; j++) {
      const error = Math.abs(outputs[j] - truth[j]);
      this.#largest = Math.max(this.#largest, error);
      this.#squares += error * error;
    }
    this.#count += truth.length;
  }

  result(): OutputError {
    return { error: this.#largest, rootMeanSquare: Math.sqrt(this.#squares / this.#count) };
  }
}

function doubles(weights: StoredWeights): ReferenceWeights {
  return Object.fromEntries(
    Object.entries(weights).map(([name, tensor]) => {
      const { shape, data } = dequantize(tensor);
      return [name, { shape, data: Float64Array.from(data) }];
    }),
  );
}
