import type { AnyModelConfig } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { type CheckpointContent, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import type { History } from "./history.ts";
import type { StreamState } from "./network/carried-states.ts";
import type { TrainingOptions } from "./training-options.ts";

/** What a training goes back to. */
interface GoodState {
  readonly arrays: readonly Float32Array[];
  readonly carried: readonly StreamState[];
  readonly update: number;
  readonly updates: number;
  readonly epochs: number;
}

/** All that changes in the course of a training: what a checkpoint holds, and what it goes back to where it diverges. */
export class TrainingState {
  readonly history: History = { updates: [], epochs: [] };
  /** Updates so far. */
  update = 0;
  /** Between two spans of a batch of streams: what each has come to, nothing for one that has ended. */
  carried: readonly StreamState[] = [];
  readonly #config: AnyModelConfig;
  readonly #options: TrainingOptions;
  readonly #arrays: readonly Float32Array[];
  #good: GoodState;

  /** `arrays`: parameters, best parameters, moments. */
  constructor(config: AnyModelConfig, options: TrainingOptions, arrays: readonly Float32Array[]) {
    this.#config = config;
    this.#options = options;
    this.#arrays = arrays;
    this.#good = this.#copy();
  }

  /** In words, where `goBack` goes. */
  get good(): string {
    const { update } = this.#good;
    return update === 0 ? "its beginning" : `update ${update}`;
  }

  /** Makes the state now the one to go back to. */
  keep(): void {
    this.#good = this.#copy();
  }

  goBack(): void {
    const { arrays, carried, update, updates, epochs } = this.#good;
    this.#arrays.forEach((array, i) => {
      array.set(arrays[i]);
    });
    this.carried = carried;
    this.update = update;
    this.history.updates.length = updates;
    this.history.epochs.length = epochs;
  }

  checkpoint(): Uint8Array {
    const arrays = [...this.#arrays, ...this.carried];
    const { update, history } = this;
    return writeCheckpoint({ config: this.#config, options: this.#options, update, history, arrays });
  }

  /** Takes up a checkpoint of the same configuration and options. Errors: CHECKPOINT_INVALID. */
  resume(bytes: Uint8Array): void {
    const content = readCheckpoint(bytes);
    this.#check("config", this.#config, content);
    this.#check("options", this.#options, content);
    if (!this.#arrays.every((array, i) => content.arrays[i]?.length === array.length)) {
      const expected = `expected ${this.#arrays.length} arrays of ${this.#arrays[0].length} numbers, came others`;
      throw new RivuletError("CHECKPOINT_INVALID", expected);
    }
    this.#arrays.forEach((array, i) => {
      array.set(content.arrays[i]);
    });
    this.carried = content.arrays.slice(this.#arrays.length);
    this.update = content.update;
    replaceAll(this.history.updates, content.history.updates);
    replaceAll(this.history.epochs, content.history.epochs);
    this.keep();
  }

  #check(key: "config" | "options", own: object, content: CheckpointContent): void {
    const [expected, came] = [JSON.stringify(own), JSON.stringify(content[key])];
    if (expected !== came) {
      throw new RivuletError("CHECKPOINT_INVALID", `expected the ${key} ${expected}, came ${came}`);
    }
  }

  #copy(): GoodState {
    const { updates, epochs } = this.history;
    const arrays = this.#arrays.map((array) => array.slice());
    return { arrays, carried: this.carried, update: this.update, updates: updates.length, epochs: epochs.length };
  }
}

/** A long training has more updates than a call can take arguments. */
function replaceAll<T>(items: T[], by: readonly T[]): void {
  items.length = 0;
  for (const item of by) items.push(item);
}
