import { percentile } from "../../../faults/src/report/latency.ts";
import { grouped, inMs, markdownTable } from "../../../faults/src/report/markdown-table.ts";
import type { LoadResult, SteadyLoad } from "../run-load.ts";

/** What a server may cost beside a bare echo at the same rate. */
const MOST_MEMORY = 18_000;
const MOST_LATENCY = 2;
const MOST_MICROSECONDS = 5;
const LEAST_CONNECTS = 5_000;

/** What was asked of the server beside what came; medians over the rounds. */
export function boundsTable({ echo, rivulet }: LoadResult): string {
  const median = (loads: readonly SteadyLoad[], figure: (load: SteadyLoad) => number): number =>
    percentile(loads.map(figure), 0.5);
  const latency = (name: string, figure: (load: SteadyLoad) => number): string[] => {
    const bound = MOST_LATENCY * median(echo, figure);
    const came = median(rivulet, figure);
    return [`${name}: at most ${MOST_LATENCY} × the echo's`, inMs(bound), inMs(came), held(came <= bound)];
  };
  const memory = median(rivulet, ({ loaded }) => loaded.resident);
  const step = median(rivulet, ({ stepMicroseconds = 0 }) => stepMicroseconds);
  const cpuBound = median(echo, ({ cpuPerMessage }) => cpuPerMessage) + MOST_MICROSECONDS + step;
  const cpu = median(rivulet, ({ cpuPerMessage }) => cpuPerMessage);
  const connects = median(rivulet, ({ connectsPerSecond }) => connectsPerSecond);
  return markdownTable(
    ["", "asked for", "came", ""],
    [
      [
        "memory a session beyond the empty server, after load: at most",
        `${MOST_MEMORY / 1_000} KB`,
        `${(memory / 1_000).toFixed(1)} KB`,
        held(memory <= MOST_MEMORY),
      ],
      latency("p50", (load) => load.latency.p50),
      latency("p99", (load) => load.latency.p99),
      [
        `server CPU a message: at most the echo's + ${MOST_MICROSECONDS} µs + the engine's`,
        `${cpuBound.toFixed(1)} µs`,
        `${cpu.toFixed(1)} µs`,
        held(cpu <= cpuBound),
      ],
      [
        "connects a second, with the session made: at least",
        grouped(LEAST_CONNECTS),
        grouped(Math.round(connects)),
        held(connects >= LEAST_CONNECTS),
      ],
    ],
  );
}

function held(isHeld: boolean): string {
  return isHeld ? "held" : "missed";
}
