import { RivuletError } from "@rivulet/errors";
import type { NodeProto } from "./schema.ts";

/** Refuses a graph by the node that has no counterpart here. */
export function refuse(node: NodeProto, expected: string, came: string): never {
  throw new RivuletError("IMPORT_UNSUPPORTED", `expected ${expected}, came ${came} at ${nodeName(node)}`);
}

export function damaged(expected: string, came: string): RivuletError {
  return new RivuletError("FILE_DAMAGED", `expected ${expected}, came ${came}`);
}

/** Operator and name of a node, for messages. */
export function nodeName({ opType, name, output }: NodeProto): string {
  return `${short(opType)} ${short(name || output?.[0])}`;
}

/** A foreign text, short enough for a message. */
export function short(text: string | undefined): string {
  return JSON.stringify((text ?? "").slice(0, 80));
}
