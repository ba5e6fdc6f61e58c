/** Who stands in a queue knows it: so that standing twice is standing once without a set of all. */
export interface Queueable {
  /** The queue's alone to write. */
  isQueued: boolean;
}

/** Places before the head that are not given back yet. */
const MOST_EMPTY = 4_096;

/** First come, first served; who stands in it already keeps the place. */
export class ReadyQueue<T extends Queueable> {
  /** Those who wait, from the head to the end; before and behind them are empty places, which are filled again. */
  readonly #items: (T | undefined)[] = [];
  #head = 0;
  #end = 0;

  get size(): number {
    return this.#end - this.#head;
  }

  add(item: T): void {
    if (item.isQueued) return;
    item.isQueued = true;
    this.#items[this.#end++] = item;
  }

  /** The first `count`, or all where there are fewer. */
  take(count: number): T[] {
    const taken = this.#items.slice(this.#head, Math.min(this.#end, this.#head + count)) as T[];
    for (const item of taken) {
      item.isQueued = false;
      this.#items[this.#head++] = undefined;
    }
    if (this.size === 0) {
      this.#head = 0;
      this.#end = 0;
    } else if (this.#head > MOST_EMPTY) {
      this.#items.splice(0, this.#head);
      this.#end -= this.#head;
      this.#head = 0;
    }
    return taken;
  }
}
