import { RivuletError } from "@rivulet/errors";
import { httpStatusOf } from "@rivulet/protocol";
import type { HttpAnswer } from "./http-answer.ts";

/** What an HTTP request gets for an error; what is no error of ours is told to nobody. */
export function refusalOf(error: unknown): HttpAnswer {
  if (!RivuletError.is(error)) return { status: 500, body: { code: "INTERNAL" } };
  return { status: httpStatusOf(error.code), body: { code: error.code, error: error.message } };
}
