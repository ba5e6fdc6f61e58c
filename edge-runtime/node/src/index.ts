export { nodePlatform } from "./node-platform.ts";
export { nodeWebSocket } from "./node-web-socket.ts";
export { type RunningServer, type ServeOptions, serve } from "./serve.ts";
