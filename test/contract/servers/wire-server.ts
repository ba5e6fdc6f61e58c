import type { Limits } from "@rivulet/protocol";

/** A server of en-tagger in some runtime. */
export interface WireServer {
  readonly name: string;
  /** Why it can not be run here; undefined where it can. */
  readonly missing: string | undefined;
  /** On a free port; all seal checkpoints with the same key. */
  start(limits: Partial<Limits>): Promise<RunningWireServer>;
}

export interface RunningWireServer {
  /** ws://127.0.0.1:port */
  readonly address: string;
  stop(): Promise<void>;
}

export const secret = new Uint8Array(32).fill(7);
