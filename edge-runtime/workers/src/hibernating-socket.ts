import type { Subprotocol } from "@rivulet/protocol";
import type { Connection, SuspendedPeer } from "@rivulet/server";

/** What is kept with a socket while its object sleeps. */
interface Attachment {
  readonly subprotocol: Subprotocol;
  /** Left out where it is too large for an attachment: then the object's storage has it. */
  readonly peer?: SuspendedPeer;
}

const KEY = "peer";

/** A socket that lives longer than its object's memory, with what the server remembers of it. */
export class HibernatingSocket implements Connection {
  readonly subprotocol: Subprotocol;
  readonly #socket: WebSocket;
  readonly #storage: DurableObjectStorage;

  constructor(socket: WebSocket, storage: DurableObjectStorage, subprotocol: Subprotocol) {
    this.#socket = socket;
    this.#storage = storage;
    this.subprotocol = subprotocol;
  }

  /** A socket that slept, and what was remembered of it; undefined where it never came so far. */
  static woken(socket: WebSocket, storage: DurableObjectStorage) {
    const attachment = socket.deserializeAttachment() as Attachment | null;
    if (attachment === null) return undefined;
    const peer = attachment.peer ?? storage.kv.get<SuspendedPeer>(KEY);
    if (peer === undefined) return undefined;
    return { connection: new HibernatingSocket(socket, storage, attachment.subprotocol), peer };
  }

  /** Writes down what is to be remembered. An attachment costs nothing, but holds few kilobytes. */
  remember(peer: SuspendedPeer): void {
    const { subprotocol } = this;
    try {
      this.#socket.serializeAttachment({ subprotocol, peer } satisfies Attachment);
    } catch {
      this.#storage.kv.put(KEY, peer);
      this.#socket.serializeAttachment({ subprotocol } satisfies Attachment);
    }
  }

  send(frame: string | Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  close(code: number, reason: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close(code, reason);
  }
}
