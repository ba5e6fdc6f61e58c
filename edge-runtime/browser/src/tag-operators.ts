import type { Tag, TextTaggerOptions } from "@rivulet/live";
import { concat, concatAll, concatMap, defer, finalize, type OperatorFunction } from "rxjs";
import type { WorkerStream } from "./worker-stream.ts";
import type { WorkerTagger } from "./worker-tagger.ts";

/** As `tagText` of `rivulet/rx`, in the worker: chunks of text in, tags out, a stream for each subscription. */
export function tagText(model: WorkerTagger, options?: TextTaggerOptions): OperatorFunction<string, Tag> {
  return operator(
    () => model.open(options),
    (stream, chunk) => stream.push(chunk),
  );
}

/** As `tagTokens` of `rivulet/rx`, in the worker. */
export function tagTokens(model: WorkerTagger, options?: TextTaggerOptions): OperatorFunction<string, Tag> {
  return operator(
    () => model.open(options),
    (stream, token) => stream.pushToken(token),
  );
}

function operator(
  open: () => WorkerStream,
  push: (stream: WorkerStream, input: string) => Promise<Tag[]>,
): OperatorFunction<string, Tag> {
  return (source) =>
    defer(() => {
      const stream = open();
      const pushed = source.pipe(concatMap((input) => push(stream, input)));
      const flushed = defer(() => stream.flush());
      // A worker that was ended has freed the stream already.
      const free = () => void stream.dispose().catch(() => {});
      return concat(pushed, flushed).pipe(concatAll(), finalize(free));
    });
}
