import type { Limits } from "@rivulet/protocol";

/** What a server process is started with: plain data, so that it fits into an argument. */
export interface ServerSettings {
  readonly models: Readonly<Record<string, string>>;
  /** Name and secret (hex) of each checkpoint key; the first seals. */
  readonly keys: readonly (readonly [string, string])[];
  readonly store?: { readonly kind: "lmdb" | "nats"; readonly place: string };
  readonly limits?: Partial<Limits>;
}

/** What a server process tells of itself. */
export interface ServerStats {
  readonly rssBytes: number;
  /** After a collection where the process was started with --expose-gc. */
  readonly heapBytes: number;
  /** Outside the heap: buffers. */
  readonly externalBytes: number;
  /** User and system, since the start. */
  readonly cpuMicroseconds: number;
  readonly sessions: number;
  readonly connections: number;
  /** Sessions that ended by an error, and refusals, by code. */
  readonly ended: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
  /** Connections that the server closed, by code. */
  readonly closed: Readonly<Record<string, number>>;
}
