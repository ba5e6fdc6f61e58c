import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** What a process uses. */
export interface Figures {
  readonly rssBytes: number;
  /** After a collection where the process was started with --expose-gc. */
  readonly heapBytes: number;
  /** Outside the heap: buffers and the like. */
  readonly externalBytes: number;
  /** User and system, since the start. */
  readonly cpuMicroseconds: number;
}

/** Asks a process that was started with figures.ts. One question at a time. */
export async function figuresOf(process: ChildProcess): Promise<Figures> {
  const answer = once(process, "message");
  process.send("figures");
  const [figures] = (await answer) as [Figures];
  return figures;
}
