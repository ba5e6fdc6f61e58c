import type { Limits } from "@rivulet/protocol";
import type { Quotas } from "@rivulet/server";
import type { ConnectionObject } from "./connection-object.ts";
import type { SessionRecord } from "./session-record.ts";
import type { TicketRecord } from "./ticket-record.ts";

/** What `wrangler.jsonc` binds. */
export interface Env {
  readonly CONNECTIONS: DurableObjectNamespace<ConnectionObject>;
  readonly SESSIONS: DurableObjectNamespace<SessionRecord>;
  readonly TICKETS: DurableObjectNamespace<TicketRecord>;
  /** Secret: a name and a base64 secret of at least 32 bytes in each line; the first seals checkpoints, all open them. */
  readonly CHECKPOINT_KEYS?: string;
  /** Limits that differ from the defaults. */
  readonly LIMITS?: Partial<Limits>;
  /** Who may connect, with AUTH_JWKS; without either everybody. Lines `subject:SHA256`, quotas after it. */
  readonly AUTH_KEYS?: string;
  /** URL of the public keys of JSON Web Tokens, or the key set itself as JSON. */
  readonly AUTH_JWKS?: string;
  /** What the tokens' `iss` must be, and what their `aud` must hold. */
  readonly AUTH_ISSUER?: string;
  readonly AUTH_AUDIENCE?: string;
  /** Of clients that have none of their own; they hold for each connection. */
  readonly QUOTAS?: Quotas;
}
