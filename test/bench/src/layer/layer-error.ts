import { referenceForward } from "@rivulet/engine/reference";
import type { Stepper } from "../engines/layer-engine.ts";
import type { LayerSubject } from "./layer-subject.ts";

/** Steps that are compared; a case of more steps a call makes one call. */
const CHECKED_STEPS = 16;

/** a⟨t⟩ in double precision of the first and the last session, by call: [sessions][step][H]. */
export interface ExpectedOutputs {
  readonly calls: number;
  readonly sessions: readonly number[];
  readonly hidden: readonly (readonly Float64Array[])[];
}

export function expectedOutputs(subject: LayerSubject): ExpectedOutputs {
  const { batch, steps } = subject;
  const calls = Math.ceil(CHECKED_STEPS / steps);
  const sessions = batch === 1 ? [0] : [0, batch - 1];
  const hidden = sessions.map((b) => {
    const inputs = Array.from(
      { length: calls * steps },
      (_, i) => subject.vocabulary[subject.token(Math.floor(i / steps), i % steps, b)],
    );
    return referenceForward(subject.config, subject.weights, inputs).steps.map(({ states }) => states[0].hidden);
  });
  return { calls, sessions, hidden };
}

/** The largest error of a fresh stepper's a⟨t⟩ against double precision. */
export async function layerError(subject: LayerSubject, expected: ExpectedOutputs, stepper: Stepper): Promise<number> {
  const { batch, steps, hidden: units } = subject;
  let worst = 0;
  for (let t = 0; t < expected.calls; t++) {
    await stepper.call(t);
    const output = stepper.output();
    expected.sessions.forEach((b, i) => {
      for (let s = 0; s < steps; s++) {
        const truth = expected.hidden[i][t * steps + s];
        const start = (s * batch + b) * units;
        for (let j = 0; j < units; j++) {
          const error = Math.abs(output[start + j] - truth[j]);
          // A NaN is no small error.
          if (!(error <= worst)) worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
        }
      }
    });
  }
  return worst;
}
