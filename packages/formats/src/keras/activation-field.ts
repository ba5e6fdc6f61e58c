import { conventions } from "../conventions.ts";
import { type Fields, field } from "./fields.ts";
import type { KerasFile } from "./keras-file.ts";
import { short, unsupported } from "./refuse.ts";

/** The name of an activation in `config`; `further` are names that the place allows besides those of the convention. */
export function activationField(
  { framework }: Pick<KerasFile, "framework">,
  config: Fields,
  key: string,
  of: string,
  further: readonly string[] = [],
): string | undefined {
  const value = field(config, key);
  if (value === undefined) return undefined;
  const names = [...Object.keys(conventions[framework].activations), ...further];
  if (typeof value === "string" && names.includes(value)) return value;
  throw unsupported(`${names.join(", ")} as ${key} of ${of}`, short(value));
}
