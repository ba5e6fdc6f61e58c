export { type CloseReason, closeReasons, errorOfClose } from "./close-reasons.ts";
export type { Codec, Frame, Subprotocol } from "./codec.ts";
export { chooseSubprotocol, codecFor, subprotocols } from "./codecs.ts";
export { decodeClientMessage, decodeServerMessage } from "./decode.ts";
export { frameBytes } from "./frame-bytes.ts";
export { httpStatusOf } from "./http-status.ts";
export { type AnnouncedLimits, announce, defaultLimits, type FrameLimits, type Limits, limitsWith } from "./limits.ts";
export type {
  Ack,
  Auth,
  Checkpoint,
  CheckpointRequest,
  ClientMessage,
  Close,
  Closing,
  Credit,
  Flush,
  NumberedMessage,
  Open,
  Opened,
  OpenOptions,
  Push,
  Reset,
  Resume,
  ServerMessage,
  Tag,
  Tags,
  WireError,
} from "./messages.ts";
export { RefusedMessage } from "./refused-message.ts";
