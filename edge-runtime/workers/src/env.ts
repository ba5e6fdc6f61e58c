import type { Limits } from "@rivulet/protocol";
import type { ConnectionObject } from "./connection-object.ts";
import type { SessionRecord } from "./session-record.ts";

/** What `wrangler.jsonc` binds. */
export interface Env {
  readonly CONNECTIONS: DurableObjectNamespace<ConnectionObject>;
  readonly SESSIONS: DurableObjectNamespace<SessionRecord>;
  /** Secret: a name and a base64 secret of at least 32 bytes in each line; the first seals checkpoints, all open them. */
  readonly CHECKPOINT_KEYS?: string;
  /** Limits that differ from the defaults. */
  readonly LIMITS?: Partial<Limits>;
}
