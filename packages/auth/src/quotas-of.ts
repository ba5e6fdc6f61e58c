import { RivuletError } from "@rivulet/errors";
import type { Quotas } from "@rivulet/server";

const names = ["sessions", "tokensPerSecond", "generatedTokens"] as const satisfies readonly (keyof Quotas)[];

/** The quotas in a map from elsewhere. Throws ARGUMENT_INVALID on a name or a number that is none. */
export function quotasOf(fields: Readonly<Record<string, unknown>>, where: string): Quotas {
  const quotas: { -readonly [name in keyof Quotas]: Quotas[name] } = {};
  for (const [field, value] of Object.entries(fields)) {
    const name = names.find((known) => known === field);
    if (name === undefined || typeof value !== "number" || !(value > 0)) {
      const expected = `${names.join(", ")} with a positive number`;
      throw new RivuletError("ARGUMENT_INVALID", `expected ${expected} in ${where}, came ${field}=${String(value)}`);
    }
    quotas[name] = value;
  }
  return quotas;
}
