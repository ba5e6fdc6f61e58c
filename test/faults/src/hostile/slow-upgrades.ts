import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { upgradeRequest } from "./raw-web-socket.ts";

const BYTE_EVERY_MS = 250;
const LONGEST_MS = 30_000;

/** An upgrade that comes a byte at a time; how long the server bears it, in milliseconds. */
async function slowUpgrade(port: number): Promise<number> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  socket.on("error", () => {}).resume();
  const start = performance.now();
  let isOver = false;
  const over = new Promise<void>((resolve) => {
    socket.once("close", () => {
      isOver = true;
      resolve();
    });
  });
  for (let at = 0; !isOver && at < upgradeRequest.length && performance.now() - start < LONGEST_MS; at++) {
    socket.write(upgradeRequest[at]);
    await Promise.race([over, sleep(BYTE_EVERY_MS)]);
  }
  const borne = performance.now() - start;
  socket.destroy();
  return borne;
}

/** So many of them at once; the longest that the server bore one. */
export async function slowUpgrades(port: number, count: number): Promise<number> {
  return Math.max(...(await Promise.all(Array.from({ length: count }, () => slowUpgrade(port)))));
}
