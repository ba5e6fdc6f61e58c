import { prefixOf, suffixOf } from "./affix.ts";
import { shapeOf } from "./shape.ts";

/** What a feature looks at, of those whose values are strings. */
export interface ValueRule {
  readonly kind: "word" | "prefix" | "suffix" | "shape";
  readonly n?: number;
  readonly lowercase?: boolean;
}

/** The value of a feature, "" where the token has none; `lowered` is the token in lower case. */
export function featureValue(rule: ValueRule, token: string, lowered: string): string {
  const text = rule.lowercase === true ? lowered : token;
  switch (rule.kind) {
    case "word":
      return text;
    case "prefix":
      return prefixOf(text, rule.n ?? 1);
    case "suffix":
      return suffixOf(text, rule.n ?? 1);
    case "shape":
      return shapeOf(token);
  }
}
