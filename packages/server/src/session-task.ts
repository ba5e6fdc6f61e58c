import type { NumberedMessage } from "@rivulet/protocol";

/** A token, or the end of a sentence. */
export type Step = string | null;

/** A message of a session from when it comes to when it is done: the steps it asks for, given out one by one. */
export class SessionTask {
  readonly message: NumberedMessage;
  /** What it takes in the connection's queue. */
  readonly bytes: number;
  /** When it came. */
  readonly at: number;
  /** The queue's alone: the message that came after it, behind the newest the oldest. */
  next: SessionTask = this;
  /** Undefined until its turn. */
  #steps: readonly Step[] | undefined;
  #stepsPerEnd = 1;
  #position = 0;
  #endSteps = 0;

  constructor(message: NumberedMessage, bytes: number, at: number) {
    this.message = message;
    this.bytes = bytes;
    this.at = at;
  }

  get seq(): number {
    return this.message.seq;
  }

  get begun(): boolean {
    return this.#steps !== undefined;
  }

  get done(): boolean {
    return this.#position === this.#steps?.length;
  }

  /** `stepsPerEnd`: how many end steps make one end of a sentence. */
  begin(steps: readonly Step[], stepsPerEnd: number): void {
    this.#steps = steps;
    this.#stepsPerEnd = stepsPerEnd;
  }

  /** The next token, or null for one end step; undefined before it begins and when it is done. */
  take(): Step | undefined {
    const step = this.#steps?.[this.#position];
    if (step === undefined) return undefined;
    if (step !== null || ++this.#endSteps >= this.#stepsPerEnd) {
      this.#position++;
      this.#endSteps = 0;
    }
    return step;
  }
}
