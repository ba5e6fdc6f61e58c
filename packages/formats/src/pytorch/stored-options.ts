import { RivuletError } from "@rivulet/errors";
import { parseJson } from "../parse-json.ts";
import type { PyTorchOptions } from "./options.ts";

/** Where a safetensors file keeps the options that it is to be read with. */
export const optionsName = "rivulet.pytorch";

const forms: Readonly<Record<keyof PyTorchOptions, (value: unknown) => boolean>> = {
  heads: (value) => Array.isArray(value) && value.every(isRecord),
  activation: () => true,
  activations: isRecord,
  order: isTexts,
  embeddings: isTexts,
  dense: Number.isSafeInteger,
  input: (value) => value === "dense" || value === "one-hot",
  shape: () => true,
  labels: isTexts,
};

/**
 * The options of a file of `exportPyTorch`; none where it is another's. Only their form is checked here: what they say
 * becomes a configuration, which is checked as a whole.
 *
 * @throws RivuletError FILE_DAMAGED, FILE_TOO_LARGE
 */
export function storedOptions(metadata: ReadonlyMap<string, string>): PyTorchOptions {
  const text = metadata.get(optionsName);
  if (text === undefined) return {};
  const options = parseJson(text, optionsName);
  if (!isRecord(options)) throw damaged(`an object in ${optionsName}`, "another value");
  for (const [key, value] of Object.entries(options)) {
    if (!Object.hasOwn(forms, key) || !forms[key as keyof PyTorchOptions](value)) {
      throw damaged(`${Object.keys(forms).join(", ")} in ${optionsName}`, `${key.slice(0, 40)} of another form`);
    }
  }
  return options as PyTorchOptions;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function damaged(expected: string, came: string): RivuletError {
  return new RivuletError("FILE_DAMAGED", `expected ${expected}, came ${came}`);
}
