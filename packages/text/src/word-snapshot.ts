import { RivuletError } from "@rivulet/errors";
import { isRecord, isStringArray, parseJson } from "./json.ts";

/** The pending input of a word tokenizer, as its snapshot holds it. */
export interface WordSnapshot {
  readonly pending: string;
  readonly skipping: boolean;
  readonly ready: string[];
}

/** Reads a word tokenizer's snapshot. Errors: SNAPSHOT_DAMAGED. */
export function parseWordSnapshot(text: string, maxLength: number): WordSnapshot {
  const value = parseJson(text);
  if (
    isRecord(value) &&
    typeof value.pending === "string" &&
    !/\s/.test(value.pending) &&
    value.pending.length <= maxLength &&
    typeof value.skipping === "boolean" &&
    isStringArray(value.ready)
  ) {
    return { pending: value.pending, skipping: value.skipping, ready: [...value.ready] };
  }
  throw new RivuletError(
    "SNAPSHOT_DAMAGED",
    `expected the pending input of a word tokenizer of at most ${maxLength} characters, came something else`,
  );
}
