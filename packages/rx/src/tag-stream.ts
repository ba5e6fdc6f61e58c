import type { Tag } from "@rivulet/live";
import type { StreamTagger } from "./stream-tagger.ts";

/** The two ends of a tagger, as `pipeThrough` takes them. */
export interface TagStream {
  readonly readable: ReadableStream<Tag>;
  readonly writable: WritableStream<string>;
}

/**
 * A TransformStream whose tagger is disposed on every way out: the end, an error, an abort of the
 * writable, a cancel of the readable. A write waits for the tags before it to be read.
 */
export function tagStream(tagger: StreamTagger): TagStream {
  const transform = new TransformStream<string, Tag>({
    transform(input, tags) {
      for (const tag of tagger.push(input)) tags.enqueue(tag);
    },
    flush(tags) {
      for (const tag of tagger.flush()) tags.enqueue(tag);
      tagger.dispose();
    },
  });
  // Not every runtime tells the transformer of abort and cancel; a reader's `closed` tells of both.
  const reader = transform.readable.getReader();
  const dispose = () => tagger.dispose();
  reader.closed.then(dispose, dispose);
  const readable = new ReadableStream<Tag>(
    {
      async pull(tags) {
        const { done, value } = await reader.read();
        if (done) tags.close();
        else tags.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return { readable, writable: transform.writable };
}
