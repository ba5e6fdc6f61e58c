import { Random } from "@rivulet/engine";

/** Choices that are the same each time for a seed. */
export class Dice {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** 0 to `end` − 1. */
  below(end: number): number {
    return Math.floor(this.#random.next() * end);
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}
