import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Report } from "../report.ts";
import { inRepository } from "../repository.ts";
import { type SuiteName, suiteNames } from "../suites.ts";

/** The last report of each suite that was kept for the page, of one version of Node. */
export type StoredReports = { readonly [Name in SuiteName]?: Report<Name> };

function place(nodeMajor: string, suite: SuiteName): string {
  return inRepository(`test/bench/results/node${nodeMajor}/${suite}.json`);
}

export function storeReport(report: Report<SuiteName>): void {
  const [major] = report.machine.node.split(".");
  const file = place(major, report.suite);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

export function storedReports(nodeMajor: string): StoredReports {
  return Object.fromEntries(
    suiteNames
      .map((suite) => ({ suite, file: place(nodeMajor, suite) }))
      .filter(({ file }) => existsSync(file))
      .map(({ suite, file }) => [suite, JSON.parse(readFileSync(file, "utf8"))]),
  );
}
