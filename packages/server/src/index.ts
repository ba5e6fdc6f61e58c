export type { CheckpointKey } from "./checkpoint-key.ts";
export type { Connection, ConnectionEvents } from "./connection.ts";
export type { Authenticator, Identity, Quotas } from "./identity.ts";
export { MemoryStore } from "./memory-store.ts";
export { noObserver, type ObservedConnection, type Observer, type SessionOrigin } from "./observer.ts";
export type { Platform } from "./platform.ts";
export { RivuletServer, type RivuletServerOptions, type ServedModel } from "./rivulet-server.ts";
export type { SchedulerOptions } from "./scheduler.ts";
export type { SessionStore, StoredRecord } from "./session-store.ts";
