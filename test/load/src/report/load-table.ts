import { percentile } from "../../../faults/src/report/latency.ts";
import { grouped, inMs, markdownTable } from "../../../faults/src/report/markdown-table.ts";
import type { LoadResult, SteadyLoad } from "../run-load.ts";

type Figure = (load: SteadyLoad) => number;

const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} KB`;
const microseconds = (time: number): string => `${time.toFixed(1)} µs`;
const perSecond = (count: number): string => grouped(Math.round(count));

const rows: readonly (readonly [string, Figure, (value: number) => string])[] = [
  ["p50", ({ latency }) => latency.p50, inMs],
  ["p99", ({ latency }) => latency.p99, inMs],
  ["longest", ({ latency }) => latency.max, inMs],
  ["messages not sent for want of an answer", ({ latency }) => latency.late, grouped],
  ["server CPU a message", ({ cpuPerMessage }) => cpuPerMessage, microseconds],
  ["of it the engine (features, step, tags)", ({ stepMicroseconds = 0 }) => stepMicroseconds, microseconds],
  ["memory a session, idle: resident", ({ idle }) => idle.resident, kilobytes],
  ["memory a session, idle: heap and buffers", ({ idle }) => idle.used, kilobytes],
  ["memory a session, after load: resident", ({ loaded }) => loaded.resident, kilobytes],
  ["memory a session, after load: heap and buffers", ({ loaded }) => loaded.used, kilobytes],
  ["connections a second (rivulet: each with its session)", ({ connectsPerSecond }) => connectsPerSecond, perSecond],
];

/** The median over the rounds of each side. */
export function loadTable({ echo, rivulet, saturated }: LoadResult): string {
  const median = (loads: readonly SteadyLoad[], figure: Figure): number => percentile(loads.map(figure), 0.5);
  const steady = rows.map(([name, figure, format]) => {
    const [reference, ours] = [median(echo, figure), median(rivulet, figure)];
    return [name, format(reference), format(ours), reference === 0 ? "" : (ours / reference).toFixed(2)];
  });
  const full = saturated.map(({ processes, tokens, perSecond: count }) => [processes, tokens, perSecond(count)]);
  return [
    markdownTable(["", "echo", "rivulet", "ratio"], steady),
    markdownTable(["processes", "tokens a message", "tokens a second, saturated"], full),
  ].join("\n\n");
}
