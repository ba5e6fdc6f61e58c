export type { Connection, ConnectionEvents } from "./connection.ts";
export type { Platform } from "./platform.ts";
export { RivuletServer, type RivuletServerOptions, type ServedModel } from "./rivulet-server.ts";
export type { SchedulerOptions } from "./scheduler.ts";
