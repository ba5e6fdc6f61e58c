import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Machine } from "../../../bench/src/machine.ts";
import { inRepository } from "../repository.ts";

/** What a run came to, with what it ran on. */
export interface Report<Result> {
  readonly machine: Machine;
  readonly result: Result;
}

/** Keeps a report in the folder, under its name. */
export function storeReport<Result>(folder: string, name: string, report: Report<Result>): void {
  mkdirSync(inRepository(folder), { recursive: true });
  writeFileSync(inRepository(`${folder}/${name}.json`), `${JSON.stringify(report)}\n`);
}

/** Those of the names that were kept. */
export function storedReports<Result>(folder: string, names: readonly string[]): [string, Report<Result>][] {
  return names.flatMap((name) => {
    const path = inRepository(`${folder}/${name}.json`);
    return existsSync(path) ? [[name, JSON.parse(readFileSync(path, "utf8")) as Report<Result>]] : [];
  });
}
