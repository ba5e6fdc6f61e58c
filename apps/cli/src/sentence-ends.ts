/** Remembers which tokens were the last of their sentences, until their tags have come. */
export class SentenceEnds {
  readonly #last: number[] = [];
  #tokens = 0;

  addTokens(count: number): void {
    this.#tokens += count;
  }

  /** The sentence ends after the tokens so far; twice in a row is once. */
  endSentence(): void {
    const index = this.#tokens - 1;
    if (index >= 0 && this.#last.at(-1) !== index) this.#last.push(index);
  }

  /** Whether the token ends a sentence. Asked in rising order: earlier ends are forgotten. */
  isLast(index: number): boolean {
    while ((this.#last[0] ?? Number.POSITIVE_INFINITY) < index) this.#last.shift();
    return this.#last[0] === index;
  }
}
