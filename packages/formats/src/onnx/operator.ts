import type { Context } from "./context.ts";
import type { Value } from "./values.ts";

/** What the outputs of a node are, in order; the operators of one kind are a table of these. */
export type Operator = (context: Context) => readonly Value[];

export type Operators = Readonly<Record<string, Operator>>;
