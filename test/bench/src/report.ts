import { type Machine, machine } from "./machine.ts";
import { peerVersions } from "./peers/load.ts";
import type { SuiteOptions } from "./suite.ts";
import { type Results, type SuiteName, suites } from "./suites.ts";

/** A result with all that it depends on: plain data, as `--json` prints it and results/ keeps it. */
export interface Report<Name extends SuiteName> {
  readonly suite: Name;
  readonly machine: Machine;
  readonly peers: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly turnMilliseconds: number;
  readonly quick: boolean;
  readonly result: Results[Name];
}

export async function runSuite<Name extends SuiteName>(suite: Name, options: SuiteOptions): Promise<Report<Name>> {
  const result = await suites[suite].run(options);
  return { suite, machine: machine(), peers: peerVersions(), ...options.effort, quick: options.quick, result };
}

/** The result as Markdown. */
export function reportPage<Name extends SuiteName>({ suite, result }: Report<Name>): string {
  return suites[suite].page(result);
}

/** What a report was taken on, in one line. */
export function circumstances({ machine, rounds, turnMilliseconds, quick }: Report<SuiteName>): string {
  const { cpu, cores, platform, node, v8 } = machine;
  const how = `${rounds} rounds of ${turnMilliseconds} ms a turn${quick ? ", a quick run: figures are rough" : ""}`;
  return `${cpu}, ${cores} cores, ${platform}, Node ${node} (V8 ${v8}); ${how}`;
}
