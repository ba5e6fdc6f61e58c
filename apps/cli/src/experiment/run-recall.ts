import { recallTask } from "./recall-task.ts";
import { type TrainedUnit, trainUnit, type UnitRun } from "./train-unit.ts";
import type { UnitName } from "./units.ts";
import type { Results } from "./write-results.ts";

/** Each unit on delayed recall at growing lags, up to the first that it does not solve. */
export async function runRecall(names: readonly UnitName[], lags: readonly number[], run: UnitRun): Promise<Results> {
  const rising = [...new Set(lags)].sort((a, b) => a - b);
  const tasks = rising.map(recallTask);
  const trained: TrainedUnit[] = [];
  for (const name of names) {
    for (const task of tasks) {
      const unit = await trainUnit(name, task, run);
      trained.push(unit);
      if (!unit.measured.solved) break;
    }
  }
  const of = (name: UnitName) => trained.filter((unit) => unit.name === name);
  const largest = (name: UnitName) => {
    const solved = of(name).filter(({ measured }) => measured.solved).length;
    return solved === tasks.length ? `${rising[solved - 1]} (all tried)` : String(rising[solved - 1] ?? "none");
  };
  const common = Math.min(...names.map((name) => of(name).length)) - 1;
  return {
    title: "Delayed recall",
    notes: [
      "One of 8 symbols, so many steps of distractors, a cue: the first symbol is to be said again.",
      "A lag is solved where 99 % of unseen sequences are right; a unit goes on to the next while it solves.",
    ],
    table: [
      ["unit", ...rising.map((lag) => `lag ${lag}`), "largest solved"],
      ...names.map((name) => [
        name,
        ...tasks.map((task, i) => (of(name)[i] ? task.format(of(name)[i].measured.value) : "–")),
        largest(name),
      ]),
    ],
    units: names.map((name) => of(name)[common]),
  };
}
