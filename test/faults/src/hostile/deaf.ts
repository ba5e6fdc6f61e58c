// Opens a session at the address in the argument, sends without end, never reads; says on any message how much it sent.
import { codecFor } from "@rivulet/protocol";
import { WebSocket } from "ws";

/** Messages at once, again and again as long as they are taken. */
const VOLLEY = 200;
const EVERY_MS = 5;
/** What is not taken piles up here: a little is enough. */
const MOST_BUFFERED = 1_000_000;

const codec = codecFor("rivulet.v1.msgpack");
const socket = new WebSocket(process.argv[2], [codec.subprotocol]);
let sent = 0;

socket.on("error", () => {});
socket.once("open", () => {
  socket.pause();
  socket.send(codec.encode({ type: "open", session: "deaf" }));
  setInterval(() => {
    for (let count = 0; count < VOLLEY && socket.bufferedAmount < MOST_BUFFERED; count++) {
      socket.send(codec.encode({ type: "push", session: "deaf", seq: ++sent, tokens: ["cats"] }));
    }
  }, EVERY_MS);
  process.send?.("open");
});
process.on("message", () => process.send?.(sent));
process.on("disconnect", () => process.exit());
