import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { encodeModelFile } from "@rivulet/formats";
import { gradientFlow, renderDiagnosis, renderFlowSvg } from "@rivulet/train";
import { sequenceLine } from "../diagnose/read-sequences.ts";
import { sequenceSubject } from "../diagnose/sequence-subject.ts";
import { traceSubject } from "../diagnose/trace-subject.ts";
import { replaceFile } from "../output/replace-file.ts";
import type { TrainedUnit } from "./train-unit.ts";
import { measuredSequences, type UnitRun } from "./train-unit.ts";

/** Sequences that the picture is the median over. */
const DIAGNOSED = 100;

/** What an experiment came to. */
export interface Results {
  readonly title: string;
  readonly notes: readonly string[];
  readonly table: readonly (readonly string[])[];
  /** The trained units of the picture, all of the same task. */
  readonly units: readonly TrainedUnit[];
}

/**
 * Into `folder`: report.html, gradients.svg, the units as model files and the sequences of the picture, with which `rivulet
 * diagnose gradients` draws it again.
 */
export async function writeResults(
  folder: string,
  results: Results,
  run: Pick<UnitRun, "effort" | "seed">,
): Promise<void> {
  const { title, notes, table, units } = results;
  const [{ task }] = units;
  const sequences = measuredSequences(task, run).slice(0, DIAGNOSED);
  const subjects = units.map((unit) => sequenceSubject(unit.name, unit, sequences, sequences[0]));
  const flows = subjects.map((subject) => gradientFlow(traceSubject(subject)));
  const leanings = subjects.map(({ name, leanings }) => ({ model: name, predictions: leanings }));
  const about = `The picture: median over ${sequences.length} sequences of lag ${task.lag}.`;
  await mkdir(folder, { recursive: true });
  for (const { name, config, weights, measured } of units) {
    const figures = { lag: task.lag, [task.figure]: measured.value };
    const file = { task: "sequence", config, weights, about: { name: `${name}-lag${task.lag}`, figures } };
    await replaceFile(join(folder, `${name}.safetensors`), encodeModelFile(file));
  }
  await replaceFile(join(folder, "sequences.jsonl"), `${sequences.map(sequenceLine).join("\n")}\n`);
  await replaceFile(join(folder, "gradients.svg"), renderFlowSvg(flows));
  const page = renderDiagnosis({ title, notes: [...notes, about], table, flows, leanings });
  await replaceFile(join(folder, "report.html"), page);
}
