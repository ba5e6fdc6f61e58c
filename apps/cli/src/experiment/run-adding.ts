import { addingTask } from "./adding-task.ts";
import { type TrainedUnit, trainUnit, type UnitRun } from "./train-unit.ts";
import type { UnitName } from "./units.ts";
import type { Results } from "./write-results.ts";

/** Each unit on the adding problem. */
export async function runAdding(names: readonly UnitName[], lag: number, run: UnitRun): Promise<Results> {
  const task = addingTask(lag);
  const units: TrainedUnit[] = [];
  for (const name of names) units.push(await trainUnit(name, task, run));
  return {
    title: `The adding problem, lag ${lag}`,
    notes: [
      "Of so many numbers from 0 to 1 two are marked, one in each half; at the end their sum is asked for.",
      "Always to say 1 has a mean squared error of 0.167; under 0.01 the problem is solved.",
    ],
    table: [
      ["unit", task.figure, "solved", "seconds"],
      ...units.map(({ name, measured, seconds }) => [
        name,
        task.format(measured.value),
        measured.solved ? "yes" : "no",
        seconds.toFixed(0),
      ]),
    ],
    units,
  };
}
