import { RivuletError } from "@rivulet/errors";

/** For what Keras has and rivulet has not, by name. */
export function unsupported(expected: string, came: string): RivuletError {
  return new RivuletError("IMPORT_UNSUPPORTED", `expected ${expected}, came ${came}`);
}

/** For what no Keras would write. */
export function damaged(expected: string, came: string): RivuletError {
  return new RivuletError("FILE_DAMAGED", `expected ${expected}, came ${came}`);
}

/** A foreign value in few words, for messages. */
export function short(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 80));
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
