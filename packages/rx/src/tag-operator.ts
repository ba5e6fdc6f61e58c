import type { Tag } from "@rivulet/live";
import { concat, concatAll, defer, map, type OperatorFunction, of, tap } from "rxjs";
import type { StreamTagger } from "./stream-tagger.ts";

/**
 * An operator with a tagger of its own for each subscription. The tagger is disposed before an end
 * or an error is passed on, so that what resubscribes on them (`repeat`, `retry`) never holds two.
 */
export function tagOperator(create: () => StreamTagger): OperatorFunction<string, Tag> {
  return (source) =>
    defer(() => {
      const tagger = create();
      const dispose = () => tagger.dispose();
      const pushed = source.pipe(map((input) => tagger.push(input)));
      const flushed = defer(() => of(tagger.flush()));
      return concat(pushed, flushed).pipe(
        concatAll(),
        tap({ complete: dispose, error: dispose, unsubscribe: dispose }),
      );
    });
}
