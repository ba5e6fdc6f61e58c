import type { ByteReader, ByteWriter } from "@rivulet/engine";
import type { RivuletError } from "@rivulet/errors";
import type { Message } from "./read-input.ts";

/**
 * What a job makes of its messages: all in which jobs differ. What a step or an output is, is the task's own affair; the worker
 * only carries steps from `KeyState.take` to `advance`, and outputs from there to `tell`.
 */
export interface Task<Step = unknown, Output = unknown> {
  /** Of the model. */
  readonly fingerprint: string;
  /** The options that are the task's own: a job goes on only with those that it was begun with. */
  readonly options: Readonly<Record<string, string | boolean>>;
  /** Throws MEMORY_EXHAUSTED. */
  createState(): KeyState<Step>;
  /** Takes steps of distinct states together; what each of them gives. */
  advance(steps: readonly Step[]): Output[][];
  /** The fields of a result, as JSON, for all that the steps of its message gave. */
  tell(outputs: readonly Output[]): object;
}

/** What one key's stream carries from message to message, at work. */
export interface KeyState<Step = unknown> {
  /** Throws a RivuletError where it can do nothing with the message, which then changes nothing. */
  take(message: Message): Taken<Step>;
  write(writer: ByteWriter): void;
  /** Goes on from what `write` wrote. Throws SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN, SNAPSHOT_VERSION. */
  read(reader: ByteReader): void;
  dispose(): void;
}

/** A message's steps, and the error that a part of it was left out for. */
export interface Taken<Step = unknown> {
  readonly steps: readonly Step[];
  readonly error?: RivuletError;
}
