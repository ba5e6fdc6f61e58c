export { ConnectionObject } from "./connection-object.ts";
export type { Env } from "./env.ts";
export { SessionRecord } from "./session-record.ts";
