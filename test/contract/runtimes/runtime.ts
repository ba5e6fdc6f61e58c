import type { Answer, Question } from "../suite/messages.ts";

/** A runtime that the suite runs in. */
export interface Runtime {
  readonly name: string;
  /** Why it can not be run here; undefined where it can. */
  readonly missing: string | undefined;
  start(): Promise<RunningRuntime>;
}

export interface RunningRuntime {
  readonly version: string;
  ask<Q extends Question>(question: Q): Promise<Answer<Q>>;
  stop(): Promise<void>;
}
