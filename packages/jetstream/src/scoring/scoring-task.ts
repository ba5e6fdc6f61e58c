import type { Model } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import type { Task } from "../task.ts";
import { type ReadValue, valueReader } from "./read-value.ts";
import type { ScoringOptions } from "./scoring-options.ts";
import { ScoringState, type ScoringStep } from "./scoring-state.ts";

/** What each head says after an event, by its name: after its activation, so probabilities of softmax and sigmoid. */
export type Scores = Readonly<Record<string, readonly number[]>>;

/** Steps a network by one event a message; of a many-to-one model the answer so far is told. */
export class ScoringTask implements Task<ScoringStep, Scores> {
  readonly options: ScoringOptions;
  readonly #model: Model;
  readonly #readValue: ReadValue;

  /** Throws MODEL_NOT_STREAMABLE. */
  constructor(model: Model, options: ScoringOptions) {
    if (!model.streams) {
      throw new RivuletError(
        "MODEL_NOT_STREAMABLE",
        "expected a model whose layers all go forward, came one with a layer that goes backward",
      );
    }
    this.#model = model;
    this.options = options;
    this.#readValue = valueReader(model.config.input, options.value);
  }

  get fingerprint(): string {
    return this.#model.fingerprint;
  }

  createState(): ScoringState {
    return new ScoringState(this.#model.createSession(), this.#readValue, this.options.value);
  }

  advance(steps: readonly ScoringStep[]): Scores[][] {
    const sessions = steps.map(({ session }) => session);
    this.#model.stepMany(
      sessions,
      steps.map(({ input }) => input),
    );
    const { heads } = this.#model.config;
    return sessions.map((session) => [
      Object.fromEntries(heads.map(({ name }, head) => [name, Array.from(session.probabilities(head))])),
    ]);
  }

  tell([scores = {}]: readonly Scores[]): { readonly scores: Scores } {
    return { scores };
  }
}
