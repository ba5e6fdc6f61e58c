import { RivuletError } from "@rivulet/errors";

/** Checks of one field each, for configurations that come from outside: CONFIG_INVALID names the place. */

const LARGEST = 2 ** 24;

export type Fields = Readonly<Record<string, unknown>>;

export function refuse(path: string, expected: string, came: unknown): never {
  throw new RivuletError(
    "CONFIG_INVALID",
    `expected ${path} to be ${expected}, came ${JSON.stringify(came) ?? "nothing"}`,
  );
}

/** An object with no other keys. */
export function object(path: string, value: unknown, keys: readonly string[]): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) refuse(path, "an object", value);
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) refuse(path, `without the key ${key} (known: ${keys.join(", ")})`, value);
  }
  return value as Fields;
}

export function list(path: string, value: unknown, least = 1): readonly unknown[] {
  if (!Array.isArray(value) || value.length < least) {
    refuse(path, least === 0 ? "a list" : "a list that is not empty", value);
  }
  return Array.from(value); // a hole becomes an undefined item, which is refused
}

export function whole(path: string, value: unknown, least = 1, most = LARGEST): void {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
    refuse(path, `a whole number from ${least} to ${most}`, value);
  }
}

/** A number that is finite in single precision too. */
export function finite(path: string, value: unknown): void {
  if (typeof value !== "number" || !Number.isFinite(Math.fround(value))) refuse(path, "a finite number", value);
}

export function oneOf(path: string, value: unknown, values: readonly string[], optional = false): void {
  if (optional && value === undefined) return;
  if (typeof value !== "string" || !values.includes(value)) refuse(path, values.join(" | "), value);
}

export function flag(path: string, value: unknown): void {
  if (value !== undefined && typeof value !== "boolean") refuse(path, "true or false", value);
}

/** A name that is not among those taken; it is taken then. */
export function name(path: string, value: unknown, taken: Set<unknown>): void {
  if (typeof value !== "string" || value === "" || taken.has(value)) refuse(path, "a name of its own", value);
  taken.add(value);
}
