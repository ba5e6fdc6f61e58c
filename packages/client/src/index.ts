export type { Tag } from "@rivulet/protocol";
export type { BackoffOptions } from "./backoff.ts";
export { type ConnectOptions, connect } from "./connect.ts";
export type { OpenSessionOptions, RivuletClient } from "./rivulet-client.ts";
export type { Recovery, Refusal, SessionOptions, TaggingSession } from "./tagging-session.ts";
export type { WebSocketConstructor, WebSocketLike } from "./web-socket.ts";
