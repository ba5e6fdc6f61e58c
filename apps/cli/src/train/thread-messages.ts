import type { AnyModelConfig } from "@rivulet/engine";
import type { ShardJob, ShardResult } from "@rivulet/train";

/** What a training thread starts with: the arrays lie in shared memory. */
export interface ThreadStart {
  readonly config: AnyModelConfig;
  readonly parameters: Float32Array;
  readonly gradient: Float32Array;
}

export type ThreadRequest = ShardJob;
export type ThreadReply = ShardResult;
