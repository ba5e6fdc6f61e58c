import { RivuletError } from "@rivulet/errors";
import {
  type ClientMessage,
  type Codec,
  type closeReasons,
  decodeClientMessage,
  type Frame,
  frameBytes,
  type Limits,
  RefusedMessage,
} from "@rivulet/protocol";
import type { Admission } from "./admission.ts";
import { codedError } from "./coded-error.ts";
import type { Platform } from "./platform.ts";
import type { Scheduler } from "./scheduler.ts";
import type { OpeningPeer, SessionOpener } from "./session-opener.ts";

/** What a small message costs in memory beyond its bytes. */
const MESSAGE_OVERHEAD = 64;

/** Whose frames are read. */
export interface HeardPeer extends OpeningPeer {
  readonly codec: Codec;
  report(error: RivuletError, session?: string, seq?: number): void;
  close(reason: keyof typeof closeReasons): void;
}

/** What of the server it needs. */
export interface FrameReaderServer {
  readonly limits: Limits;
  readonly platform: Platform;
  readonly scheduler: Scheduler;
  readonly admission: Admission;
  readonly opener: SessionOpener;
}

/** Makes messages of the frames of all connections and hands them to their sessions. What is refused is reported. */
export class FrameReader {
  readonly #server: FrameReaderServer;

  constructor(server: FrameReaderServer) {
    this.#server = server;
  }

  read(peer: HeardPeer, frame: Frame): void {
    const message = this.#decode(peer, frame);
    if (message === undefined) return;
    try {
      this.#handOver(peer, message, frameBytes(frame) + MESSAGE_OVERHEAD);
    } catch (error) {
      const session = "session" in message ? message.session : undefined;
      peer.report(codedError(error), session, "seq" in message ? message.seq : undefined);
    }
  }

  /** The message in a frame; a frame that holds none is reported. */
  #decode(peer: HeardPeer, frame: Frame): ClientMessage | undefined {
    try {
      return decodeClientMessage(peer.codec, frame, this.#server.limits);
    } catch (error) {
      const { session, seq } = error instanceof RefusedMessage ? error : {};
      if (session !== undefined && seq !== undefined) peer.sessions.find(session)?.skip(seq);
      const coded = codedError(error);
      peer.report(coded, session, seq);
      if (coded.code === "FRAME_TOO_LARGE") peer.close("FRAME_TOO_LARGE");
      return undefined;
    }
  }

  #handOver(peer: HeardPeer, message: ClientMessage, bytes: number): void {
    const { admission, opener, platform, scheduler } = this.#server;
    const now = platform.now();
    if (admission.closing) {
      throw new RivuletError("SERVER_CLOSING", `expected nothing after closing, came ${message.type}`);
    }
    if (message.type === "auth") throw new RivuletError("MESSAGE_INVALID", "expected no auth here, came one");
    if (message.type === "open") {
      opener.open(peer, message, now);
      return;
    }
    if (peer.sessions.isLate(message.session, message.type)) return;
    const session = peer.sessions.get(message.session, message.type);
    session.heardAt = now;
    if (message.type === "credit") session.credit(message.results);
    else session.enqueue(message, bytes, now);
    scheduler.ready(session);
  }
}
