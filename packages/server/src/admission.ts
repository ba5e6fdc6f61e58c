import { RivuletError } from "@rivulet/errors";
import type { TaggerModel } from "@rivulet/live";
import type { Limits } from "@rivulet/protocol";

/** Who may open a session, with which model: the count of sessions in all, and whether the server stops. */
export class Admission {
  readonly models: ReadonlyMap<string, TaggerModel>;
  readonly #limits: Limits;
  #sessions = 0;
  #closing = false;

  constructor(models: ReadonlyMap<string, TaggerModel>, limits: Limits) {
    if (models.size === 0)
      throw new RivuletError("ARGUMENT_INVALID", "expected at least one model to serve, came none");
    this.models = models;
    this.#limits = limits;
  }

  get sessions(): number {
    return this.#sessions;
  }

  get closing(): boolean {
    return this.#closing;
  }

  /** From now on the server takes nothing new. */
  close(): void {
    this.#closing = true;
  }

  /** The model of this name, or the first. Throws LIMIT_SESSIONS, MODEL_UNKNOWN. */
  admit(wanted: string | undefined): { name: string; model: TaggerModel } {
    if (this.#sessions >= this.#limits.sessions) {
      throw new RivuletError("LIMIT_SESSIONS", `expected at most ${this.#limits.sessions} sessions, came one more`);
    }
    for (const [name, model] of this.models) {
      if (wanted === undefined || name === wanted) return { name, model };
    }
    const served = [...this.models.keys()].join(", ");
    throw new RivuletError("MODEL_UNKNOWN", `expected one of ${served}, came ${JSON.stringify(wanted)}`);
  }

  /** The name under which a model is served. */
  nameOf(model: TaggerModel): string {
    for (const [name, served] of this.models) if (served === model) return name;
    throw new RivuletError("MODEL_UNKNOWN", "expected a model that is served, came another");
  }

  started(): void {
    this.#sessions++;
  }

  ended(): void {
    this.#sessions--;
  }
}
