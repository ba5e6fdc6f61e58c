import { advanceMany, type Tag, type TaggerEvent, type TaggerModel } from "@rivulet/live";
import type { Task } from "../task.ts";
import type { TaggingOptions } from "./tagging-options.ts";
import { TaggingState } from "./tagging-state.ts";

/** Tags the tokens of text. */
export class TaggingTask implements Task<TaggerEvent, Tag> {
  readonly options: TaggingOptions;
  readonly #model: TaggerModel;

  constructor(model: TaggerModel, options: TaggingOptions) {
    this.#model = model;
    this.options = options;
  }

  get fingerprint(): string {
    return this.#model.fingerprint;
  }

  createState(): TaggingState {
    return new TaggingState(this.#model.createTagger(), this.options);
  }

  advance(steps: readonly TaggerEvent[]): Tag[][] {
    return advanceMany(steps);
  }

  tell(tags: readonly Tag[]): { readonly tags: readonly Tag[] } {
    return { tags: this.options.finalOnly ? tags.filter(({ final }) => final) : tags };
  }
}
