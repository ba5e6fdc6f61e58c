import type { Duplex } from "node:stream";

/** Sockets that hold what they were given since the last turn. */
let corked: Duplex[] = [];

/** What a socket is given until the end of this turn goes to the network in one call: the results of a message and its ack. */
export function corkUntilEndOfTurn(socket: Duplex): void {
  if (socket.writableCorked > 0) return;
  if (corked.length === 0) process.nextTick(uncorkAll);
  socket.cork();
  corked.push(socket);
}

function uncorkAll(): void {
  const sockets = corked;
  corked = [];
  for (const socket of sockets) socket.uncork();
}
