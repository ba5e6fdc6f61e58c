import type { Frame } from "@rivulet/protocol";
import type { SuspendedPeer } from "./suspended-peer.ts";

/** A WebSocket as the server sees it; each runtime brings its own. None of its methods throws. */
export interface Connection {
  /** Does nothing on a connection that is closed. */
  send(frame: Frame): void;
  close(code: number, reason: string): void;
  /** Bytes that were sent and not yet taken by the network, where the runtime can tell. */
  readonly bufferedAmount?: number;
  /** Stops and goes on reading frames, where the runtime can. */
  pause?(): void;
  resume?(): void;
}

/** What the runtime tells the server about a connection. */
export interface ConnectionEvents {
  frame(frame: Frame): void;
  /** `bufferedAmount` has fallen. */
  drained(): void;
  /** The connection is gone, for whatever reason. */
  closed(): void;
}

/** A connection in the server's hands. */
export interface ServedConnection extends ConnectionEvents {
  /** Whether there is work that no answer has been sent for. */
  readonly isBusy: boolean;
  /** All that the server remembers of it, for `RivuletServer.takeUp`; undefined while there is work, and after its end. */
  putDown(): SuspendedPeer | undefined;
  /** When `RivuletServer.tick` will have something to do for it: a time as `Platform.now` gives it. */
  deadline(): number;
}
