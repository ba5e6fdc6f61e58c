import { RivuletError } from "@rivulet/errors";
import { type Codec, closeReasons, decodeClientMessage, type Frame, frameBytes, type Limits } from "@rivulet/protocol";
import { codedError } from "./coded-error.ts";
import type { Connection, ServedConnection } from "./connection.ts";
import type { Authenticator, Identity } from "./identity.ts";
import type { Observer } from "./observer.ts";
import type { SuspendedPeer } from "./suspended-peer.ts";

/** What a gate needs of its server. */
export interface GateServer {
  readonly limits: Limits;
  readonly authenticator: Authenticator;
  readonly observer: Observer;
  /** The client has said who it is: who hears its frames from now on. Throws where the server takes no more. */
  admit(identity: Identity): ServedConnection;
  gone(): void;
}

/**
 * A connection whose client has not said who it is. Its first message must be `auth`; what comes while the token is
 * verified waits. Whatever else happens closes it.
 */
export class AuthGate implements ServedConnection {
  readonly #connection: Connection;
  readonly #codec: Codec;
  readonly #server: GateServer;
  readonly #since: number;
  #verifying = false;
  #waiting: Frame[] = [];
  #waitingBytes = 0;
  #inner: ServedConnection | undefined;
  #gone = false;

  constructor(connection: Connection, codec: Codec, now: number, server: GateServer) {
    this.#connection = connection;
    this.#codec = codec;
    this.#server = server;
    this.#since = now;
  }

  /** A client that may still say who it is counts as work: it has a few seconds. */
  get isBusy(): boolean {
    return this.#inner === undefined ? !this.#gone : this.#inner.isBusy;
  }

  putDown(): SuspendedPeer | undefined {
    return this.#inner?.putDown();
  }

  deadline(): number {
    return this.#inner?.deadline() ?? this.#since + this.#server.limits.authDeadlineMs;
  }

  frame(frame: Frame): void {
    if (this.#inner !== undefined) this.#inner.frame(frame);
    else if (this.#verifying) this.#wait(frame);
    else if (!this.#gone) void this.#authenticate(frame);
  }

  drained(): void {
    this.#inner?.drained();
  }

  closed(): void {
    if (this.#inner === undefined) this.#end("CONNECTION_LOST");
    else this.#inner.closed();
  }

  close(reason: keyof typeof closeReasons): void {
    if (this.#gone) return;
    const { code, meaning } = closeReasons[reason];
    this.#connection.close(code, `${reason}: ${meaning}`);
    this.#end(reason);
  }

  /** To be called about once a second. */
  tick(now: number): void {
    if (now - this.#since > this.#server.limits.authDeadlineMs) this.close("AUTH_REQUIRED");
  }

  #wait(frame: Frame): void {
    if (this.#gone) return;
    this.#waitingBytes += frameBytes(frame);
    if (this.#waitingBytes > this.#server.limits.queuedBytes) this.close("AUTH_REQUIRED");
    else this.#waiting.push(frame);
  }

  async #authenticate(frame: Frame): Promise<void> {
    this.#verifying = true;
    try {
      const identity = await this.#server.authenticator.verify(this.#tokenOf(frame));
      if (this.#gone) return;
      this.#inner = this.#server.admit(identity);
    } catch (error) {
      this.#refuse(codedError(error));
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const held of waiting) this.#inner.frame(held);
  }

  #tokenOf(frame: Frame): string {
    const message = decodeClientMessage(this.#codec, frame, this.#server.limits);
    if (message.type === "auth") return message.token;
    throw new RivuletError("AUTH_REQUIRED", `expected auth as the first message, came ${message.type}`);
  }

  #refuse({ code, message }: RivuletError): void {
    if (this.#gone) return;
    this.#connection.send(this.#codec.encode({ type: "error", code, message }));
    this.close(isCloseReason(code) ? code : "AUTH_REQUIRED");
  }

  #end(reason: string): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#waiting = [];
    this.#server.observer.turnedAway(reason);
    this.#server.gone();
  }
}

function isCloseReason(code: string): code is keyof typeof closeReasons {
  return Object.hasOwn(closeReasons, code);
}
