import { RivuletError } from "@rivulet/errors";
import { statusOf } from "./check-upgrade.ts";
import { jsonAnswer } from "./route.ts";

/** The answer to an upgrade that threw; a defect of our own is thrown on. */
export function refuseUpgrade(error: unknown): Response {
  if (!(error instanceof RivuletError)) throw error;
  return jsonAnswer(statusOf(error), { code: error.code, error: error.message });
}
