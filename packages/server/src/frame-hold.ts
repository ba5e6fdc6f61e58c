import type { Frame } from "@rivulet/protocol";

/** Keeps back what a connection says while an answer from elsewhere is waited for, so that the order of its messages stays. */
export class FrameHold {
  readonly #deliver: (frame: Frame) => void;
  /** Tells whether anything is waited for: the connection need not be read meanwhile. */
  readonly #changed: (isWaiting: boolean) => void;
  readonly #kept: Frame[] = [];
  #isWaiting = false;

  constructor(deliver: (frame: Frame) => void, changed: (isWaiting: boolean) => void) {
    this.#deliver = deliver;
    this.#changed = changed;
  }

  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Delivers the frame now or, in its turn, later. */
  frame(frame: Frame): void {
    this.#kept.push(frame);
    this.#work();
  }

  /** Whatever comes waits for this; not to be called twice at once. */
  async until(answered: Promise<void>): Promise<void> {
    this.#isWaiting = true;
    this.#changed(true);
    await answered;
    this.#isWaiting = false;
    this.#changed(false);
    this.#work();
  }

  #work(): void {
    while (!this.#isWaiting) {
      const frame = this.#kept.shift();
      if (frame === undefined) return;
      this.#deliver(frame);
    }
  }
}
