import { RivuletError } from "@rivulet/errors";

/** Counts the results of a session on their way to its client: beyond the limit it waits for the client's credit. */
export class CreditWindow {
  readonly #limit: number;
  #sent: number;
  #confirmed: number;

  constructor(limit: number, { sent, confirmed } = { sent: 0, confirmed: 0 }) {
    this.#limit = limit;
    this.#sent = sent;
    this.#confirmed = confirmed;
  }

  get sent(): number {
    return this.#sent;
  }

  get confirmed(): number {
    return this.#confirmed;
  }

  get isOpen(): boolean {
    return this.#sent - this.#confirmed < this.#limit;
  }

  /** The ordinal of the result that goes out now: 1, 2, 3 and so on. */
  send(): number {
    return ++this.#sent;
  }

  /** The client holds so many. Throws MESSAGE_INVALID where that is more than were sent. */
  confirm(results: number): void {
    if (results > this.#sent) {
      throw new RivuletError("MESSAGE_INVALID", `expected credit for at most ${this.#sent} results, came ${results}`);
    }
    this.#confirmed = Math.max(this.#confirmed, results);
  }
}
