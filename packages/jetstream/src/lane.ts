import type { RivuletError } from "@rivulet/errors";
import type { Tag, TaggerEvent } from "@rivulet/live";
import { type KeyState, type Steps, stepsOf } from "./key-state.ts";
import type { LastOutput } from "./output-log.ts";
import type { Input } from "./read-input.ts";
import type { StepQueue } from "./step-together.ts";

/** The answer to the input at `position`. */
export interface Result {
  readonly position: number;
  readonly key: string | null;
  readonly tags: Tag[];
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
  /** Steps to take, and the result that the tags of each belong to. */
  #events: TaggerEvent[] = [];
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

  get events(): readonly TaggerEvent[] {
    return this.#events;
  }

  /** The next input of the key; one that the state has already taken in is left out. */
  add(position: number, { key, content, error }: Input): void {
    if (position <= this.position) return;
    this.position = position;
    const steps: Steps =
      this.state === undefined || content === undefined ? { events: [] } : stepsOf(this.state, content);
    const refused = error ?? steps.error;
    const result = { position, key: key ?? null, tags: [], ...(refused === undefined ? {} : { error: refused }) };
    this.#results.push(result);
    for (const event of steps.events) {
      this.#events.push(event);
      this.#owners.push(result);
    }
  }

  accept(index: number, tags: readonly Tag[]): void {
    this.#owners[index].tags.push(...tags);
  }

  /** The results of all that was added, once all steps are taken. */
  takeResults(): readonly Result[] {
    const results = this.#results;
    this.#results = [];
    this.#events = [];
    this.#owners = [];
    return results;
  }
}
