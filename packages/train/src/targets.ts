import type { ModelConfig } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { createLoss } from "./losses/create-loss.ts";
import type { Loss } from "./losses/loss.ts";
import type { LossOptions } from "./losses/loss-options.ts";
import { type Sequence, type SequenceTarget, targetOf } from "./sequence.ts";

/** Looks at the targets of a batch as the heads' losses will. */
export class Targets {
  readonly #config: ModelConfig;
  readonly #losses: readonly Loss[];

  constructor(config: ModelConfig, losses: readonly LossOptions[]) {
    this.#config = config;
    this.#losses = config.heads.map((head, h) => createLoss(head, losses[h]));
  }

  /** Targets of all heads. Errors: TARGET_INVALID. */
  count(sequences: readonly Sequence[]): number {
    let count = 0;
    sequences.forEach((sequence, i) => {
      this.#losses.forEach((loss, h) => {
        const target = this.#targetOf(sequence, h);
        if (target === undefined) return;
        const refused = loss.refuse(target);
        if (refused !== undefined) {
          const place = `in sequence ${i} of the batch, head ${this.#config.heads[h].name}`;
          throw new RivuletError("TARGET_INVALID", `${refused}, ${place}`);
        }
        count += loss.count(target);
      });
    });
    return count;
  }

  #targetOf(sequence: Sequence, h: number): SequenceTarget | undefined {
    return targetOf(sequence, h, this.#config.shape === "many-to-one" ? 1 : sequence.steps);
  }
}
