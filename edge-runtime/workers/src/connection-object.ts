import { DurableObject } from "cloudflare:workers";
import { closeReasons } from "@rivulet/protocol";
import type { RivuletServer, ServedConnection } from "@rivulet/server";
import { createServer } from "./create-server.ts";
import type { Env } from "./env.ts";
import { HibernatingSocket } from "./hibernating-socket.ts";
import { admittedIn } from "./object-request.ts";
import { TurnPlatform } from "./turn-platform.ts";

/** How often is looked after work that waits: for a rate, a store or the client's credit. */
const LOOK_MS = 25;

interface Served {
  readonly connection: HibernatingSocket;
  readonly events: ServedConnection;
}

/**
 * One connection with its sessions. After every message all of it is written down with the socket, so that the object
 * may be put to sleep at any moment; what comes next wakes it, and it goes on with the same bits.
 */
export class ConnectionObject extends DurableObject<Env> {
  readonly #platform = new TurnPlatform();
  readonly #server: RivuletServer;
  #served: Served | undefined;
  #settling: Promise<void> | undefined;
  /** Where the alarm stands; unknown after a sleep: it will ring and be set anew. */
  #alarmAt: number | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#server = createServer(env, this.#platform);
  }

  /** Takes the connection; the Worker has checked that it may be made. */
  override async fetch(request: Request): Promise<Response> {
    const { subprotocol, identity } = admittedIn(request);
    const { 0: client, 1: socket } = new WebSocketPair();
    this.ctx.acceptWebSocket(socket);
    const connection = new HibernatingSocket(socket, this.ctx.storage, subprotocol);
    this.#served = { connection, events: this.#server.accept(connection, subprotocol, identity) };
    // A client that has not said who it is can do so only once it has its answer.
    this.ctx.waitUntil(this.#settle());
    await this.#setAlarm(this.#served);
    return new Response(null, { status: 101, webSocket: client, headers: { "sec-websocket-protocol": subprotocol } });
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    this.#awake(socket)?.events.frame(typeof data === "string" ? data : new Uint8Array(data));
    await this.#settle();
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    // The client's side of the closing handshake waits for ours; a code that only says that none came can not be sent.
    socket.close(code === 1005 || code === 1006 ? 1000 : code, reason);
    await this.#end();
  }

  override async webSocketError(): Promise<void> {
    await this.#end();
  }

  /** Ends what is idle, then sleeps until there may be more. */
  override async alarm(): Promise<void> {
    const [socket] = this.ctx.getWebSockets();
    const served = socket === undefined ? undefined : this.#awake(socket);
    this.#server.tick();
    await this.#settle();
    if (served === undefined || this.#server.connections === 0) await this.#end();
    else await this.#setAlarm(served);
  }

  /** The connection of the socket, taken up again where the object has slept. */
  #awake(socket: WebSocket): Served | undefined {
    if (this.#served !== undefined) return this.#served;
    try {
      const woken = HibernatingSocket.woken(socket, this.ctx.storage);
      if (woken === undefined) throw new Error("expected what was remembered of the socket, came nothing");
      const { connection, peer } = woken;
      this.#served = { connection, events: this.#server.takeUp(connection, connection.subprotocol, peer) };
    } catch {
      // The client comes again with its checkpoint, as after a restart.
      const { code, meaning } = closeReasons.SERVER_CLOSING;
      socket.close(code, meaning);
    }
    return this.#served;
  }

  /** Does all work there is; while some of it waits, a timer keeps the object awake. Then all is written down. */
  #settle(): Promise<void> {
    this.#platform.turn();
    this.#settling ??= this.#untilDone().finally(() => {
      this.#settling = undefined;
    });
    return this.#settling;
  }

  async #untilDone(): Promise<void> {
    while (this.#served?.events.isBusy) {
      await scheduler.wait(LOOK_MS);
      this.#platform.turn();
      this.#server.tick();
    }
    if (this.#served === undefined) return;
    const { events, connection } = this.#served;
    const suspended = events.putDown();
    if (suspended === undefined) return;
    connection.remember(suspended);
    // An alarm that rings in vain keeps the object from sleeping; one that is set each time costs a write each time.
    const patience = this.#server.limits.idleMs / 2;
    if (this.#alarmAt !== undefined && events.deadline() - this.#alarmAt > patience) await this.#setAlarm(this.#served);
  }

  /** The client is gone: nothing of its connection is kept. */
  async #end(): Promise<void> {
    this.#served?.events.closed();
    this.#served = undefined;
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  async #setAlarm({ events }: Served): Promise<void> {
    // A deadline is met one millisecond after it.
    this.#alarmAt = Math.max(events.deadline(), Date.now()) + 1;
    await this.ctx.storage.setAlarm(this.#alarmAt);
  }
}
