import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type AuthRefusal, type Credential, credentialOf, identify, isAuthRefusal, type Tickets } from "@rivulet/auth";
import { RivuletError } from "@rivulet/errors";
import { chooseSubprotocol, closeReasons, type Subprotocol } from "@rivulet/protocol";
import type { Identity, Observer, RivuletServer } from "@rivulet/server";
import { WebSocketServer } from "ws";
import { checkUpgrade } from "./check-upgrade.ts";
import { credentialHeaders } from "./credential-headers.ts";
import { answerUpgrade } from "./http-answer.ts";
import { refusalOf } from "./refusal-of.ts";
import { SocketConnection } from "./socket-connection.ts";

/** Frames up to this many times the limit are refused with an error message; beyond, ws itself closes with 1009. */
const PAYLOAD_SLACK = 4;

export interface AcceptServices {
  readonly server: RivuletServer;
  readonly tickets: Tickets;
  readonly observer: Observer;
  /** Whether the server's own page may connect. */
  readonly servesPage: boolean;
}

/** Makes connections of the upgrades that a server hears. */
export function acceptSockets(http: Server, services: AcceptServices): WebSocketServer {
  const { server, tickets, observer, servesPage } = services;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: server.limits.frameBytes * PAYLOAD_SLACK,
    perMessageDeflate: false,
    handleProtocols: (offers) => chooseSubprotocol(offers) ?? false,
  });
  /** Upgrades whose tokens are verified now. */
  let verifying = 0;

  async function identityOf(credential: Credential | undefined): Promise<Identity | undefined> {
    const { authenticator, limits } = server;
    if (authenticator === undefined || credential === undefined) return undefined;
    if (server.connections + verifying >= limits.connections) {
      throw new RivuletError("LIMIT_CONNECTIONS", `expected at most ${limits.connections} connections, came one more`);
    }
    verifying++;
    try {
      return await identify(credential, authenticator, tickets);
    } finally {
      verifying--;
    }
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const credential = credentialOf(credentialHeaders(request));
    try {
      checkUpgrade(server, request, servesPage);
      const identity = await identityOf(credential);
      server.checkCapacity();
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const connection = new SocketConnection(webSocket, socket, server.limits.outputBytes);
        connection.attach(server.accept(connection, webSocket.protocol as Subprotocol, identity));
        sockets.emit("connection", webSocket, request);
      });
    } catch (error) {
      observer.turnedAway(RivuletError.is(error) ? error.code : "INTERNAL");
      if (isAuthRefusal(error) && credential?.way !== "header") closeWith(error.code, request, socket, head);
      else answerUpgrade(socket, refusalOf(error));
    }
  }

  /** WebSocket APIs hide the HTTP status of a refusal, but not a close code: for ways that programs without headers take. */
  function closeWith(reason: AuthRefusal, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const { code, meaning } = closeReasons[reason];
      webSocket.on("error", ignore);
      webSocket.close(code, `${reason}: ${meaning}`);
    });
  }

  http.on("upgrade", (request, socket, head) => {
    socket.on("error", destroy);
    void upgrade(request, socket, head);
  });
  return sockets;
}

/** Not a closure: one would keep the request as long as the socket lives. */
function destroy(this: Duplex): void {
  this.destroy();
}

function ignore(): void {}
