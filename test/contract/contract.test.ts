import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleEntries } from "./runtimes/bundle-entries.ts";
import type { RunningRuntime } from "./runtimes/runtime.ts";
import { runtimes } from "./runtimes/runtimes.ts";
import type { PutDown, Vectors } from "./suite/messages.ts";

/** A runtime with all that it said of the suite. */
interface Said {
  readonly version: string;
  readonly vectors: Vectors;
  /** The stream in one go. */
  readonly whole: string;
  /** The same stream, taken up from each runtime. */
  readonly finished: Readonly<Record<string, string>>;
}

const names = runtimes.map(({ name }) => name);
const missing = new Map(runtimes.map(({ name, missing: why }) => [name, why]));
const running = new Map<string, RunningRuntime>();
const said = new Map<string, Said>();

beforeAll(async () => {
  await bundleEntries();
  const streams: Record<string, PutDown> = {};
  for (const runtime of runtimes) {
    if (runtime.missing !== undefined) continue;
    const started = await runtime.start();
    running.set(runtime.name, started);
    streams[runtime.name] = await started.ask({ ask: "begin" });
  }
  for (const [name, runtime] of running) {
    const { version } = runtime;
    const vectors = await runtime.ask({ ask: "vectors" });
    const whole = await runtime.ask({ ask: "whole" });
    said.set(name, { version, vectors, whole, finished: await runtime.ask({ ask: "finish", streams }) });
  }
});

afterAll(async () => {
  console.log(matrix());
  for (const runtime of running.values()) await runtime.stop();
});

function of(name: string): Said {
  const found = said.get(name);
  if (found === undefined) throw new Error(`expected ${name} to have run, came nothing`);
  return found;
}

/** Why a test of these runtimes is skipped: stands in its name. */
function skipped(...of: string[]): string {
  const reasons = of.flatMap((name) => missing.get(name) ?? []);
  return reasons.length === 0 ? "" : ` (skipped: ${[...new Set(reasons)].join(", ")})`;
}

function equalOrNot(from: string, to: string): string {
  if (skipped(from, to) !== "") return "skipped";
  return said.get(to)?.finished[from] === said.get(to)?.whole ? "equal" : "DIFFERENT";
}

function matrix(): string {
  const versions = names.map((name) => `${name}: ${missing.get(name) ?? said.get(name)?.version ?? "failed"}`);
  const rows = names.map((from) => [from, ...names.map((to) => equalOrNot(from, to))]);
  const cells = [["from \\ to", ...names], ...rows].map((row) => row.map((cell) => cell.padEnd(11)).join(" "));
  return ["", "contract suite", ...versions, "", "put down → taken up mid-sentence, to the bit", ...cells].join("\n");
}

describe.each(runtimes)("$name", ({ name, missing }) => {
  it.skipIf(missing)(`gives the bits that are written down${skipped(name)}`, async () => {
    const { vectors } = of(name);
    await expect(`${JSON.stringify(vectors, null, 2)}\n`).toMatchFileSnapshot("vectors.json");
  });
});

describe.each(names)("a session put down mid-sentence on %s", (from) => {
  for (const to of names) {
    const why = skipped(from, to);
    it.skipIf(why)(`goes on on ${to} to the bits of an uninterrupted run${why}`, () => {
      const { whole, finished } = of(to);
      expect([finished[from], whole]).toEqual([of(from).whole, of(from).whole]);
    });
  }
});
