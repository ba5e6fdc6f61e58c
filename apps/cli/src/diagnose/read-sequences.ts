import type { ModelConfig } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import type { Sequence } from "@rivulet/train";
import { readText } from "../read-text.ts";

/**
 * Sequences from a file with one JSON object a line: `ids` (a number or a list of numbers a step), `dense` (a list of
 * numbers a step), and `targets`, a list of numbers for each head.
 *
 * @throws RivuletError FILE_UNREADABLE, CORPUS_INVALID
 */
export async function readSequences(path: string, config: ModelConfig): Promise<Sequence[]> {
  const lines = (await readText(path)).split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) throw invalid("at least one sequence", "none");
  return lines.map((line, i) => parseSequence(line, i + 1, config));
}

/** The line that `readSequences` reads back. */
export function sequenceLine({ steps, ids, dense, targets }: Sequence): string {
  const byStep = (array: Float32Array | Int32Array) =>
    Array.from({ length: steps }, (_, t) => [
      ...array.subarray((t * array.length) / steps, ((t + 1) * array.length) / steps),
    ]);
  return JSON.stringify({
    ...(ids && { ids: byStep(ids) }),
    ...(dense && { dense: byStep(dense) }),
    targets: targets.map((target) => [...(target ?? [])]),
  });
}

function parseSequence(line: string, number: number, { input, heads }: ModelConfig): Sequence {
  const { ids, dense, targets } = parseObject(line, number);
  const idRows = rows("ids", ids, number);
  const denseRows = rows("dense", dense, number);
  const steps = (idRows ?? denseRows)?.length ?? 0;
  if (steps === 0) throw invalid(`ids or dense numbers in line ${number}`, "none");
  if (idRows && denseRows && idRows.length !== denseRows.length) {
    throw invalid(`as many ids as dense numbers in line ${number}`, `${idRows.length} and ${denseRows.length} steps`);
  }
  const width = denseSize(input);
  const narrow = denseRows?.find((row) => row.length !== width);
  if (narrow) throw invalid(`${width} dense numbers a step in line ${number}`, `${narrow.length}`);
  if (width > 0 && !denseRows) throw invalid(`${width} dense numbers a step in line ${number}`, "none");
  const count = idCount(input);
  const bad = idRows?.flat().find((id) => !Number.isInteger(id) || id < 0 || id >= count);
  if (bad !== undefined) throw invalid(`ids from 0 to ${count - 1} in line ${number}`, `${bad}`);
  const most = Math.max(0, ...(idRows ?? []).map((row) => row.length));
  const targetRows = targets === undefined ? [] : (rows("targets", targets, number) ?? []);
  return {
    steps,
    ...(idRows && {
      ids: Int32Array.from(idRows.flatMap((row) => Array.from({ length: most }, (_, i) => row[i] ?? -1))),
    }),
    ...(denseRows && { dense: Float32Array.from(denseRows.flat()) }),
    targets: targetRows.map((row, h) =>
      heads[h]?.activation === "softmax" ? Int32Array.from(row) : Float32Array.from(row),
    ),
  };
}

function parseObject(line: string, number: number): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null) return { ...value };
  } catch (cause) {
    throw new RivuletError("CORPUS_INVALID", `expected JSON in line ${number}, came text that is not`, { cause });
  }
  throw invalid(`an object in line ${number}`, "another value");
}

function rows(name: string, value: unknown, line: number): number[][] | undefined {
  if (value === undefined) return undefined;
  const list = Array.isArray(value) ? value.map((row) => (typeof row === "number" ? [row] : row)) : undefined;
  const isNumber = (item: unknown) => typeof item === "number" && Number.isFinite(item);
  if (list?.every((row) => Array.isArray(row) && row.every(isNumber))) return list;
  throw invalid(`lists of numbers as ${name} in line ${line}`, "others");
}

function denseSize(input: ModelConfig["input"]): number {
  if (input.kind === "dense") return input.size;
  return input.kind === "embedding" ? (input.dense ?? 0) : 0;
}

function idCount(input: ModelConfig["input"]): number {
  if (input.kind === "dense") return 0;
  return input.kind === "one-hot" ? input.size : input.tables.reduce((sum, { rows }) => sum + rows, 0);
}

function invalid(expected: string, came: string): RivuletError {
  return new RivuletError("CORPUS_INVALID", `expected ${expected}, came ${came}`);
}
