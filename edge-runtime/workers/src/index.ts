export type { Env } from "./env.ts";
export { ConnectionObject, default, SessionRecord, TicketRecord } from "./worker.ts";
