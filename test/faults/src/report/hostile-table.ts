import type { HostileResult } from "../hostile/run-hostile.ts";
import { grouped, inMs, markdownTable } from "./markdown-table.ts";

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function counts(table: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(table).sort(([, a], [, b]) => b - a);
  return sorted.map(([name, count]) => `${name} ${grouped(count)}`).join(", ");
}

/** What was sent to a server, what it said, and what became of it. */
export function hostileTable(result: HostileResult): string {
  const { frames, errors, closes, undocumented, survived, complaints, memory, resident, honest } = result;
  const total = Object.values(frames).reduce((sum, count) => sum + count, 0);
  const { growth, sent, p99 } = result.neverReads;
  return markdownTable(
    ["what", "came of it"],
    [
      ["frames", `${grouped(total)}: ${counts(frames)}`],
      ["refused with", counts(errors)],
      ["closed with", counts(closes)],
      ["codes that no table has", undocumented.join(", ") || "none"],
      ["the server", `${survived ? "still runs" : "fell"}, ${complaints === "" ? "no complaints" : complaints}`],
      ["heap and buffers before, most, after", [memory.before, memory.most, memory.after].map(mebibytes).join(", ")],
      ["resident before, most, after", [resident.before, resident.most, resident.after].map(mebibytes).join(", ")],
      [
        `${result.slowUpgrades.count} upgrades a byte at a time`,
        `cut off after ${inMs(result.slowUpgrades.longestMs)} at most`,
      ],
      [
        "clients beside",
        `${grouped(honest.tags)} tags, ${honest.wrong} wrong, ${honest.reconnects} reconnects, ${honest.failures.length} failures`,
      ],
      ["a client that never reads", `sent ${grouped(sent)} messages; heap and buffers grew by ${mebibytes(growth)}`],
      ["p99 of the others without and beside it", `${inMs(p99.without)}, ${inMs(p99.beside)}`],
    ],
  );
}
