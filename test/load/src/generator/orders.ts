import type { Bucket } from "../../../faults/src/report/latency.ts";

/** What the driver asks a generator to do, one after the other. */
export type Order =
  /** Makes connections, with a session each where the server is rivulet. */
  | { readonly do: "connect"; readonly port: number; readonly sessions: number; readonly speaks: "echo" | "rivulet" }
  /** Sends at a steady rate over all of them in turn, one token a message. */
  | { readonly do: "steady"; readonly rate: number; readonly seconds: number }
  /** Keeps so many messages of each connection on their way, `tokens` in each. */
  | { readonly do: "saturate"; readonly window: number; readonly tokens: number; readonly seconds: number }
  | { readonly do: "close" };

/** What came of a steady rate. Milliseconds; `late` are messages that were not sent since the one before had no answer. */
export interface SteadyResult {
  readonly answered: number;
  readonly late: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** The same over the time of the run. */
  readonly buckets: readonly Bucket[];
}

/** What came of an order. */
export type Report = { readonly seconds: number } & (SteadyResult | { readonly answered: number });
