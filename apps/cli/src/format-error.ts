import { type ErrorCode, RivuletError } from "@rivulet/errors";
import { CommanderError } from "commander";

/** Codes that blame the arguments; everything else is a failure of the work. */
const ARGUMENT_CODES: readonly ErrorCode[] = ["ARGUMENT_INVALID", "MODEL_NOT_FOUND"];

/** Commander's way of saying that it printed what was asked for. */
const PRINTED = new Set(["commander.helpDisplayed", "commander.version"]);

function asRivuletError(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  // "(outputHelp)" is all that commander says where the command is missing and it printed the help.
  const detail = error.code === "commander.help" ? "expected a command, came none" : error.message;
  return new RivuletError("ARGUMENT_INVALID", detail.replace(/^error: /, ""));
}

/** One line for people, `rivulet: CODE: …`; undefined where nothing went wrong. */
export function formatError(error: unknown): string | undefined {
  if (error instanceof CommanderError && PRINTED.has(error.code)) return undefined;
  const known = asRivuletError(error);
  if (RivuletError.is(known)) return `rivulet: ${known.code}: ${known.message}`;
  return `rivulet: INTERNAL: ${known instanceof Error ? known.message : String(known)}`;
}

/** 0: help or version was printed; 2: bad arguments; 1: any other failure. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return PRINTED.has(error.code) ? 0 : 2;
  return RivuletError.is(error) && ARGUMENT_CODES.includes(error.code) ? 2 : 1;
}
