export { nodePlatform } from "./node-platform.ts";
export { nodeWebSocket } from "./node-web-socket.ts";
export { createLog, type LogLevel } from "./operation/create-log.ts";
export { ServerMetrics } from "./operation/server-metrics.ts";
export { type RunningServer, type ServeOptions, serve } from "./serve.ts";
export { type FileBytes, readFiles } from "./static-files.ts";
export { Primary } from "./workers/primary.ts";
export { Workers, type WorkersOptions } from "./workers/workers.ts";
