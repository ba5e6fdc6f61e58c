import { RivuletError } from "@rivulet/errors";
import { httpStatusOf } from "@rivulet/protocol";
import { jsonAnswer } from "./json-answer.ts";

/** The answer to a request that threw; a defect of our own is thrown on. */
export function refuse(error: unknown): Response {
  if (!(error instanceof RivuletError)) throw error;
  return jsonAnswer(httpStatusOf(error.code), { code: error.code, error: error.message });
}
