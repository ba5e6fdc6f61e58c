import type { Answers } from "./answers.ts";
import type { Dice } from "./dice.ts";
import { RawWebSocket, rawFrame } from "./raw-web-socket.ts";

const TEXT = 0x01;
const CONTINUATION = 0x00;
const FIN = 0x80;
const LONGEST_WAIT_MS = 300;

const text = new TextEncoder().encode('{"type":"open","session":"a"}');

/** Frames cut into fragments that never end, overlap, come unmasked, with reserved bits, opcodes and lengths that are none. */
function frames(dice: Dice): Uint8Array[] {
  switch (dice.below(7)) {
    case 0: // a byte a fragment, then the end
      return [...text].map((byte, at) =>
        rawFrame(at === text.length - 1 ? FIN | CONTINUATION : at === 0 ? TEXT : CONTINUATION, Uint8Array.of(byte)),
      );
    case 1: // without end
      return [rawFrame(TEXT, text), ...Array.from({ length: 60 }, () => rawFrame(CONTINUATION, new Uint8Array(0)))];
    case 2: // a second message within the first
      return [rawFrame(TEXT, text), rawFrame(FIN | TEXT, text)];
    case 3:
      return [rawFrame(FIN | TEXT, text, false)];
    case 4: // reserved bits and opcodes
      return [rawFrame(dice.below(256), text)];
    case 5: // 2^63 bytes promised
      return [Uint8Array.of(FIN | TEXT, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4, 5)];
    default: // text that is not UTF-8, a close that says nothing it may say
      return [rawFrame(FIN | dice.of([TEXT, 0x08]), dice.bytes(1 + dice.below(100)))];
  }
}

/** Sends one such message on a connection of its own; gives how many frames that took. */
export async function sendFragments(port: number, dice: Dice, answers: Answers): Promise<number> {
  const socket = await RawWebSocket.open(port, answers);
  const sent = frames(dice);
  for (const frame of sent) socket.send(frame);
  await socket.end(LONGEST_WAIT_MS);
  return sent.length;
}
