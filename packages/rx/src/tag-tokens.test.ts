import { type Tag, TaggerModel } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import { catchError, defer, EMPTY, from, of, repeat, retry, Subject, take, throwError } from "rxjs";
import { TestScheduler } from "rxjs/testing";
import { afterEach, describe, expect, it } from "vitest";
import { tagTokens } from "./tag-tokens.ts";

const model = TaggerModel.fromFile(toyTaggerFile());
const tokens = { a: "The", b: "cats" };

/** What a tagger of its own says in each step, the flush last: a letter for each tag. */
const values: Record<string, Tag> = {};
const [first, second, flushed] = (() => {
  const tagger = model.createTagger();
  const steps = [tagger.push(tokens.a), tagger.push(tokens.b), tagger.flush()];
  tagger.dispose();
  return steps.map((tags) => tags.map(letterOf).join(""));
})();

function letterOf(tag: Tag): string {
  const letter = String.fromCharCode("A".charCodeAt(0) + Object.keys(values).length);
  values[letter] = tag;
  return letter;
}

/** Tags that come at once, then silence until ten frames are over. */
const tenFrames = (letters: string) => `(${letters}) ${10 - letters.length - 2}ms `;

type Helpers = Parameters<Parameters<TestScheduler["run"]>[0]>[0];

function marbles(test: (helpers: Helpers) => void): void {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test);
}

afterEach(() => {
  expect(model.liveSessions).toBe(0);
});

describe("tagTokens", () => {
  it("tags each token in the frame it comes in, and flushes when the source completes", () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot("-a 9ms b 9ms |", tokens);
      const expected = `-${tenFrames(first)}${tenFrames(second)}(${flushed}|)`;
      expectObservable(source.pipe(tagTokens(model))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe("^ 20ms !");
    });
  });

  it("says nothing and ends never where the source never does, and frees on unsubscribe", () => {
    marbles(({ cold, flush, expectObservable, expectSubscriptions }) => {
      const source = cold<string>("-");
      expectObservable(source.pipe(tagTokens(model)), "^----!").toBe("-");
      expectSubscriptions(source.subscriptions).toBe("^----!");
      flush();
      expect(model.liveSessions).toBe(0);
    });
  });

  it("looks ahead by a model that looks backward, as far as told", () => {
    const backward = { cell: "gru", hidden: 4, reset: "after", direction: "backward" } as const;
    const lookingBack = TaggerModel.fromFile(toyTaggerFile({ layers: [backward], delays: [0] }));
    const tagger = lookingBack.createTagger({ window: 1 });
    const words = ["The", "cats", "ate", "fish"];
    const tags: Tag[] = [];
    from(words)
      .pipe(tagTokens(lookingBack, { window: 1 }))
      .subscribe((tag) => tags.push(tag));
    expect(tags).toEqual([...words.flatMap((word) => tagger.push(word)), ...tagger.flush()]);
    tagger.dispose();
    expect(lookingBack.liveSessions).toBe(0);
  });

  it("is empty where the source is", () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<string>("|").pipe(tagTokens(model))).toBe("|");
      expectObservable(cold<string>("---|").pipe(tagTokens(model))).toBe("---|");
    });
  });

  it("passes an error on without a flush, after freeing", () => {
    const live: number[] = [];
    marbles(({ hot, expectObservable }) => {
      const tagged = hot("-a 9ms #", tokens).pipe(tagTokens(model));
      const seen = tagged.pipe(
        catchError((error: unknown) => {
          live.push(model.liveSessions);
          return throwError(() => error);
        }),
      );
      expectObservable(seen).toBe(`-${tenFrames(first)}#`, values);
    });
    expect(live).toEqual([0]);
  });

  it("stops at an early unsubscribe", () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot("-a 9ms b 9ms |", tokens);
      expectObservable(source.pipe(tagTokens(model)), "^ 5ms !").toBe(`-(${first})`, values);
      expectSubscriptions(source.subscriptions).toBe("^ 5ms !");
    });
  });

  it("stops within the tags of one token, of a source that comes at once too", () => {
    let asked = 0;
    const endless = defer(() => {
      asked++;
      return of(tokens.a);
    }).pipe(repeat());
    const tags: Tag[] = [];
    endless.pipe(tagTokens(model), take(4)).subscribe((tag) => tags.push(tag));
    expect(tags).toHaveLength(4);
    expect(asked).toBeLessThanOrEqual(4);
  });

  it("keeps a state for each subscription, at once and one after the other", () => {
    marbles(({ cold, expectObservable }) => {
      const tagged = cold("-a 9ms b 9ms |", tokens).pipe(tagTokens(model));
      const expected = `${tenFrames(first)}${tenFrames(second)}(${flushed}|)`;
      expectObservable(tagged).toBe(`-${expected}`, values);
      expectObservable(tagged, "5ms ^").toBe(`5ms -${expected}`, values);
      expectObservable(tagged, "100ms ^").toBe(`100ms -${expected}`, values);
    });
  });

  it("holds one state where it is subscribed again on completion or error", () => {
    const live: number[] = [];
    const source = defer(() => {
      live.push(model.liveSessions);
      return of(tokens.a, tokens.b);
    });
    const indices: number[] = [];
    const count = ({ index, delay }: Tag) => delay === 0 && indices.push(index);
    source.pipe(tagTokens(model), repeat(3)).subscribe(count);
    const failing = defer(() => {
      live.push(model.liveSessions);
      return throwError(() => new Error("lost"));
    });
    failing
      .pipe(
        tagTokens(model),
        retry(2),
        catchError(() => EMPTY),
      )
      .subscribe();
    expect(indices).toEqual([0, 1, 0, 1, 0, 1]);
    expect(live).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it("keeps the order of the tags where one makes the next token come", () => {
    const source = new Subject<string>();
    const provisional: number[] = [];
    source.pipe(tagTokens(model)).subscribe(({ index, delay, final }) => {
      if (delay === 0) provisional.push(index);
      if (final && index < 3) source.next("ate");
    });
    for (const token of ["The", "cats", "that"]) source.next(token);
    source.complete();
    expect(provisional).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("passes its options on", () => {
    const revisionsInTheMiddle = (options?: { revise: { margin: number } }) => {
      const tags: Tag[] = [];
      of(..."The cats that ate were full .".split(" "))
        .pipe(tagTokens(model, options))
        .subscribe((tag) => tags.push(tag));
      return tags.filter(({ delay }) => delay === 1).length;
    };
    expect(revisionsInTheMiddle({ revise: { margin: 1 } })).toBe(0);
    expect(revisionsInTheMiddle()).toBeGreaterThan(0);
  });
});
