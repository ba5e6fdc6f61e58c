import { RivuletError } from "@rivulet/errors";

/** A whole number that an option holds. @throws RivuletError ARGUMENT_INVALID */
export function parseWhole(option: string, text: string, least = 0): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  const from = least > 0 ? ` from ${least}` : "";
  throw new RivuletError("ARGUMENT_INVALID", `expected a whole number${from} for --${option}, came ${text}`);
}
