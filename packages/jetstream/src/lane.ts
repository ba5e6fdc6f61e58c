import { RivuletError } from "@rivulet/errors";
import type { LastOutput } from "./output-log.ts";
import type { Input } from "./read-input.ts";
import type { StepQueue } from "./step-together.ts";
import type { KeyState, Taken } from "./task.ts";

/** The answer to the input at `position`. */
export interface Result {
  readonly position: number;
  readonly key: string | null;
  readonly outputs: unknown[];
  readonly error?: RivuletError;
}

/** One key's stream at work; the messages of a partition that have no key have one, too, without a state. */
export class Lane implements StepQueue {
  readonly token: string;
  readonly state: KeyState | undefined;
  /** The last input that the state has taken in. */
  position: number;
  /** The last input that the stored state has taken in, and that state's revision; 0 where none is stored. */
  stored: { readonly position: number; readonly revision: number };
  /** The last result that was published, as far as is known. */
  last: LastOutput;
  /** Steps to take, and the result that the outputs of each belong to. */
  #steps: unknown[] = [];
  #owners: Result[] = [];
  #results: Result[] = [];

  constructor(token: string, state: KeyState | undefined, stored: Lane["stored"], last: LastOutput) {
    this.token = token;
    this.state = state;
    this.stored = stored;
    this.position = stored.position;
    this.last = last;
  }

  get isDirty(): boolean {
    return this.state !== undefined && this.position > this.stored.position;
  }

  get steps(): readonly unknown[] {
    return this.#steps;
  }

  /** The next input of the key; one that the state has already taken in is left out. */
  add(position: number, input: Input): void {
    if (position <= this.position) return;
    this.position = position;
    const { steps, error } = this.#take(input);
    const result = { position, key: input.key ?? null, outputs: [], ...(error === undefined ? {} : { error }) };
    this.#results.push(result);
    for (const step of steps) {
      this.#steps.push(step);
      this.#owners.push(result);
    }
  }

  accept(index: number, outputs: readonly unknown[]): void {
    this.#owners[index].outputs.push(...outputs);
  }

  /** The results of all that was added, once all steps are taken. */
  takeResults(): readonly Result[] {
    const results = this.#results;
    this.#results = [];
    this.#steps = [];
    this.#owners = [];
    return results;
  }

  /** What is wrong with a message is told in its result. */
  #take(input: Input): Taken {
    if (input.key === undefined) return { steps: [], error: input.error };
    try {
      return this.state?.take(input.message) ?? { steps: [] };
    } catch (error) {
      if (!(error instanceof RivuletError)) throw error;
      return { steps: [], error };
    }
  }
}
