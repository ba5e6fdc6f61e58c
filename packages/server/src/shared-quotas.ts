import type { Identity } from "./identity.ts";

/** Counts what identities use over several servers, each of which asks it. It may be in another process. */
export interface SharedQuotas {
  /** Rejects with LIMIT_SESSIONS. */
  takeSession(identity: Identity): Promise<void>;
  addSession(identity: Identity): void;
  returnSession(identity: Identity): void;
  /** Gives so many steps; resolves with the milliseconds after which they may begin. */
  takeSteps(identity: Identity, steps: number): Promise<number>;
  /** Rejects with LIMIT_GENERATED. */
  generate(identity: Identity, tokens: number): Promise<void>;
}
