export type { Tag } from "@rivulet/protocol";
export { type ConnectOptions, connect } from "./connect.ts";
export type { OpenSessionOptions, RivuletClient } from "./rivulet-client.ts";
export type { Refusal, SessionOptions, TaggingSession } from "./tagging-session.ts";
export type { WebSocketConstructor, WebSocketLike } from "./web-socket.ts";
