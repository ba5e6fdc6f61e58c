export type { Env } from "./env.ts";
export { ConnectionObject, default, SessionRecord } from "./worker.ts";
