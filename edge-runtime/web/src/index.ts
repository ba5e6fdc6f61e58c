export { checkUpgrade, isUpgrade } from "./check-upgrade.ts";
export { credentialHeaders } from "./credential-headers.ts";
export { jsonAnswer } from "./json-answer.ts";
export { refuse } from "./refuse.ts";
export { type Routes, route } from "./route.ts";
export { webPlatform } from "./web-platform.ts";
export { WebSocketConnection } from "./web-socket-connection.ts";
