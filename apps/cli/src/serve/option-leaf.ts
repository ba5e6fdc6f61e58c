import { serveSchema } from "./serve-options.ts";

/** One option that has a value of its own, and how it is named everywhere. */
export interface OptionLeaf {
  /** Where it stands in the file: ["limits", "idleMs"]. */
  readonly path: readonly string[];
  /** --limits-idle-ms */
  readonly flag: string;
  /** limitsIdleMs: what the parser of flags calls it. */
  readonly attribute: string;
  /** RIVULET_LIMITS_IDLE_MS */
  readonly variable: string;
  readonly type: "number" | "string" | "array";
  readonly description: string;
  readonly default: unknown;
}

interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

function words(path: readonly string[]): string[] {
  return path.flatMap((name) => name.split(/(?=[A-Z])/)).map((word) => word.toLowerCase());
}

function typeOf(type: string | undefined): OptionLeaf["type"] {
  if (type === "array") return "array";
  return type === "number" || type === "integer" ? "number" : "string";
}

function leavesOf(node: SchemaNode, path: readonly string[]): OptionLeaf[] {
  if (node.properties !== undefined) {
    return Object.entries(node.properties).flatMap(([name, child]) => leavesOf(child, [...path, name]));
  }
  const parts = words(path);
  const [first, ...rest] = parts;
  return [
    {
      path,
      flag: `--${parts.join("-")}`,
      attribute: first + rest.map((word) => word[0].toUpperCase() + word.slice(1)).join(""),
      variable: `RIVULET_${parts.join("_").toUpperCase()}`,
      type: typeOf(node.type),
      description: node.description ?? "",
      default: node.default,
    },
  ];
}

/** Every option of `rivulet serve`, in the order of the schema. */
export const optionLeaves: readonly OptionLeaf[] = leavesOf(serveSchema as SchemaNode, []);
