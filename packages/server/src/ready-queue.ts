/** Who stands in a queue knows it: so that standing twice is standing once without a set of all. */
export interface Queueable {
  /** The queue's alone to write. */
  isQueued: boolean;
}

/** Places that are behind the head and not given back yet. */
const MOST_EMPTY = 4_096;

/** First come, first served; who stands in it already keeps the place. */
export class ReadyQueue<T extends Queueable> {
  #items: T[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  add(item: T): void {
    if (item.isQueued) return;
    item.isQueued = true;
    this.#items.push(item);
  }

  /** The first `count`, or all where there are fewer. */
  take(count: number): T[] {
    const taken = this.#items.slice(this.#head, this.#head + count);
    for (const item of taken) item.isQueued = false;
    this.#head += taken.length;
    if (this.size === 0 || this.#head > MOST_EMPTY) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return taken;
  }
}
