import type { Tag, TaggerModel, TaggerOptions } from "@rivulet/live";
import type { OperatorFunction } from "rxjs";
import { tagOperator } from "./tag-operator.ts";

/**
 * Tags each token the moment it arrives. Each subscription is a stream of its own; the end of the
 * source flushes, and on every teardown the state is freed.
 */
export function tagTokens(model: TaggerModel, options?: TaggerOptions): OperatorFunction<string, Tag> {
  return tagOperator(() => model.createTagger(options));
}
