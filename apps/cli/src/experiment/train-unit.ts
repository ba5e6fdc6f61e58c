import { type ModelConfig, Random, type Weights } from "@rivulet/engine";
import { type GradientPoolFactory, type Sequence, Trainer } from "@rivulet/train";
import { TrainingProgress } from "../output/training-progress.ts";
import type { Measured, Task } from "./task.ts";
import { type Effort, type UnitName, unitLayer, unitTraining } from "./units.ts";

/** What one unit came to on one task. */
export interface TrainedUnit {
  readonly name: UnitName;
  readonly task: Task;
  readonly config: ModelConfig;
  readonly weights: Weights;
  readonly measured: Measured;
  readonly seconds: number;
}

export interface UnitRun {
  readonly effort: Effort;
  readonly seed: number;
  readonly pool: GradientPoolFactory;
}

/** Draws of each purpose that no other shares. */
const [TRAIN, MEASURE] = [0, 1];

/** Trains a unit on fresh sequences of a task and measures it on others. Progress goes to standard error. */
export async function trainUnit(name: UnitName, task: Task, { effort, seed, pool }: UnitRun): Promise<TrainedUnit> {
  const config = task.config(unitLayer(name, effort.hidden));
  const options = unitTraining(name, effort, task.lag, seed);
  const trainer = new Trainer(config, options, pool);
  const progress = new TrainingProgress(options.epochs);
  const batches = (epoch: number) => {
    const random = randomOf(seed, TRAIN, epoch);
    const batch = () => Array.from({ length: effort.sequencesPerUpdate }, () => task.draw(random));
    return Array.from({ length: effort.updatesPerBlock }, batch);
  };
  process.stderr.write(`${name}, lag ${task.lag}\n`);
  const started = performance.now();
  try {
    progress.start(trainer.history);
    // Every sequence is new: there is nothing that a best block would have to be chosen by.
    await trainer.run({ batches }, () => ({ score: 0, figures: {} }), {
      onUpdate: (record, updatesOfEpoch) => progress.update(record, updatesOfEpoch),
    });
  } finally {
    progress.stop();
    await trainer.close();
  }
  const seconds = (performance.now() - started) / 1000;
  const measured = task.measure(config, trainer.weights, measuredSequences(task, { effort, seed }));
  const said = `${task.figure} ${task.format(measured.value)}`;
  process.stderr.write(`${name}, lag ${task.lag}: ${said}, ${seconds.toFixed(0)} s\n`);
  return { name, task, config, weights: copyOf(trainer.weights), measured, seconds };
}

/** The sequences that all units are measured on. */
export function measuredSequences(task: Task, { effort, seed }: Pick<UnitRun, "effort" | "seed">): Sequence[] {
  const random = randomOf(seed, MEASURE, 0);
  return Array.from({ length: effort.measured }, () => task.draw(random));
}

function randomOf(seed: number, purpose: number, epoch: number): Random {
  return new Random((Math.imul(seed, 0x9e3779b1) ^ Math.imul(2 * epoch + purpose + 1, 0x85ebca6b)) >>> 0);
}

function copyOf(weights: Weights): Weights {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );
}
