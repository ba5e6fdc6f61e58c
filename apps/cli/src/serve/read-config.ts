import { RivuletError } from "@rivulet/errors";
import { readText } from "../read-text.ts";
import { type OptionLeaf, optionLeaves } from "./option-leaf.ts";
import { type ServeConfig, serveOptions } from "./serve-options.ts";

/** Options whose values may hold a password, which no message repeats. */
const secret = new Set(["store"]);

/** Flags by attribute, as commander gives them. */
export type Flags = Readonly<Record<string, unknown>>;
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What flags, environment (RIVULET_…), the file that `--config` or RIVULET_CONFIG names, and the defaults say, in this
 * order. Rejects with ARGUMENT_INVALID, FILE_UNREADABLE.
 */
export async function readConfig(flags: Flags, environment: Environment): Promise<ServeConfig> {
  const path = typeof flags.config === "string" ? flags.config : environment.RIVULET_CONFIG;
  const settings = path === undefined ? {} : parseFile(await readText(path), path);
  const sources = new Map<string, string>();
  for (const leaf of optionLeaves) {
    const [value, source] = given(leaf, flags, environment);
    if (value === undefined) continue;
    put(settings, leaf.path, value);
    sources.set(leaf.path.join("."), source);
  }
  const { success, data, error } = serveOptions.safeParse(settings);
  if (success) return data;
  const [{ path: place, message }] = error.issues;
  const name = place.slice(0, 2).join(".");
  const value = valueAt(settings, place);
  const came = value === undefined ? "" : `, came ${secret.has(name) ? "another" : JSON.stringify(value)}`;
  const where = name === "" ? "" : `${sources.get(name) ?? `${name}${path === undefined ? "" : ` in ${path}`}`}: `;
  throw new RivuletError("ARGUMENT_INVALID", `${where}${message}${came}`);
}

function parseFile(text: string, path: string): Record<string, unknown> {
  try {
    const settings: unknown = JSON.parse(text);
    if (isMap(settings)) return settings;
  } catch (cause) {
    throw new RivuletError("ARGUMENT_INVALID", `expected JSON in ${path}, came ${String(cause)}`, { cause });
  }
  throw new RivuletError("ARGUMENT_INVALID", `expected a JSON object in ${path}, came another value`);
}

/** The value of an option that was given, and where. */
function given(leaf: OptionLeaf, flags: Flags, environment: Environment): [unknown, string] {
  const flag = flags[leaf.attribute];
  if (flag !== undefined) return [typeof flag === "string" ? readValue(leaf, flag) : flag, leaf.flag];
  const text = environment[leaf.variable];
  return [text === undefined ? undefined : readValue(leaf, text), leaf.variable];
}

function readValue({ type }: OptionLeaf, text: string): unknown {
  if (type === "array") return text.split(",").filter((item) => item !== "");
  // What is no number stays text, and the schema says so.
  return type === "number" && text.trim() !== "" && !Number.isNaN(Number(text)) ? Number(text) : text;
}

function put(settings: Record<string, unknown>, [name, ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    settings[name] = value;
    return;
  }
  const child = settings[name];
  const map = isMap(child) ? child : {};
  settings[name] = map;
  put(map, rest, value);
}

function valueAt(settings: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value, name) => (isMap(value) ? value[String(name)] : undefined), settings);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
