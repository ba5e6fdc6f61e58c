export { checkUpgrade, isUpgrade } from "./check-upgrade.ts";
export { refuseUpgrade } from "./refuse-upgrade.ts";
export { jsonAnswer, type Routes, route } from "./route.ts";
export { webPlatform } from "./web-platform.ts";
export { WebSocketConnection } from "./web-socket-connection.ts";
