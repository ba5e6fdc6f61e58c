import type { LayerEngine, Stepper } from "../engines/layer-engine.ts";
import { type Effort, inRounds, type Timing } from "../rounds.ts";
import type { LayerCase } from "./layer.ts";
import { expectedOutputs, layerError } from "./layer-error.ts";
import { layerSubject } from "./layer-subject.ts";

/** One engine on one case; times are microseconds of one step of all sessions. */
export interface LayerTiming extends LayerCase, Timing {
  /** Largest error of a⟨t⟩ against double precision in the first 16 steps, rounded to two digits. */
  readonly error: number;
}

/** Every engine that supports the case, checked against double precision and then timed in turns. */
export async function timeLayers(
  layerCase: LayerCase,
  engines: readonly LayerEngine[],
  effort: Effort,
): Promise<LayerTiming[]> {
  const supporting = engines.filter((engine) => engine.supports(layerCase));
  const alone = supporting.filter(({ threads }) => threads === true);
  const groups = [supporting.filter((engine) => !alone.includes(engine)), ...alone.map((engine) => [engine])];
  const timings: LayerTiming[] = [];
  for (const group of groups) timings.push(...(await timeGroup(layerCase, group, effort)));
  return timings;
}

async function timeGroup(
  layerCase: LayerCase,
  engines: readonly LayerEngine[],
  effort: Effort,
): Promise<LayerTiming[]> {
  const subject = layerSubject(layerCase);
  const expected = expectedOutputs(subject);
  const steppers: Stepper[] = [];
  const errors: number[] = [];
  for (const engine of engines) {
    const stepper = await engine.open(subject);
    const error = await layerError(subject, expected, stepper);
    if (!(error <= engine.tolerance)) {
      const what = `${engine.name} on ${JSON.stringify(layerCase)}`;
      throw new Error(`${what}: expected an error of at most ${engine.tolerance}, came ${error}`);
    }
    steppers.push(stepper);
    errors.push(Number(error.toPrecision(2)));
  }
  const operations = layerCase.steps;
  const cases = engines.map(({ name }, i) => ({ name, operations, call: (t: number) => steppers[i].call(t) }));
  const timings = await inRounds(cases, effort);
  for (const stepper of steppers) await stepper.close();
  return timings.map((timing, i) => ({ ...layerCase, ...timing, error: errors[i] }));
}
