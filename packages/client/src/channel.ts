import type { RivuletError } from "@rivulet/errors";
import { Observable, type Subscriber } from "rxjs";
import { Fifo } from "./fifo.ts";

interface Reader<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: RivuletError): void;
}

/**
 * One stream with two faces. What comes while an Observable is subscribed goes to all its
 * subscribers; what comes while none is waits here for the iterator, or for the next subscriber.
 */
export class Channel<T> implements AsyncIterable<T> {
  readonly observable: Observable<T>;
  readonly #waiting = new Fifo<T>();
  readonly #readers: Reader<T>[] = [];
  readonly #subscribers = new Set<Subscriber<T>>();
  readonly #onTaken: () => void;
  #end: { readonly error: RivuletError | undefined } | undefined;

  /** `onTaken` is called when something that waited was taken. */
  constructor(onTaken: () => void = () => {}) {
    this.#onTaken = onTaken;
    this.observable = new Observable((subscriber) => this.#subscribe(subscriber));
  }

  /** How much waits to be taken. */
  get size(): number {
    return this.#waiting.size;
  }

  push(item: T): void {
    if (this.#end !== undefined) return;
    if (this.#subscribers.size > 0) {
      for (const subscriber of [...this.#subscribers]) subscriber.next(item);
      return;
    }
    const reader = this.#readers.shift();
    if (reader === undefined) this.#waiting.push(item);
    else reader.resolve({ done: false, value: item });
  }

  /** No more comes; what waits can still be taken, then the faces end, or fail with the error. */
  end(error?: RivuletError): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    for (const subscriber of [...this.#subscribers]) finish(subscriber, error);
    for (const reader of this.#readers.splice(0)) settle(reader, error);
  }

  /** Several iterators share what comes. Leaving a loop early loses nothing: the next one goes on. */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    let over = false;
    return {
      next: () =>
        new Promise((resolve, reject) => {
          const reader = { resolve, reject };
          if (this.#waiting.size > 0) {
            resolve({ done: false, value: this.#take() });
          } else if (this.#end === undefined) {
            this.#readers.push(reader);
          } else {
            settle(reader, over ? undefined : this.#end.error);
            over = true;
          }
        }),
    };
  }

  #subscribe(subscriber: Subscriber<T>): () => void {
    while (this.#waiting.size > 0 && !subscriber.closed) subscriber.next(this.#take());
    if (this.#end === undefined) this.#subscribers.add(subscriber);
    else finish(subscriber, this.#end.error);
    return () => this.#subscribers.delete(subscriber);
  }

  #take(): T {
    const item = this.#waiting.shift() as T;
    this.#onTaken();
    return item;
  }
}

function finish<T>(subscriber: Subscriber<T>, error: RivuletError | undefined): void {
  if (error === undefined) subscriber.complete();
  else subscriber.error(error);
}

function settle<T>(reader: Reader<T>, error: RivuletError | undefined): void {
  if (error === undefined) reader.resolve({ done: true, value: undefined });
  else reader.reject(error);
}
