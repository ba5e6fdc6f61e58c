import type { Frame } from "@rivulet/protocol";

/** Takes what was sent in a turn when the turn is over. */
export interface TurnReceiver {
  /** In the order of sending. With the last message that was sent before the turn ended, all may go out. */
  put(message: Frame): void;
}

/** Messages of this turn of the event loop, oldest first, and whose each is. */
const messages: (Frame | undefined)[] = [];
const receivers: (TurnReceiver | undefined)[] = [];
/** How many there are, and how many of these their receivers have. */
let count = 0;
let given = 0;

/** The receiver gets the message at the end of the turn. */
export function putAtEndOfTurn(receiver: TurnReceiver, message: Frame): void {
  if (count === 0) process.nextTick(endTurn);
  messages[count] = message;
  receivers[count] = receiver;
  count++;
}

/** The receivers get all messages now. */
export function endTurn(): void {
  while (given < count) {
    const [message, receiver] = [messages[given] as Frame, receivers[given]];
    // The arrays stay: new ones each turn are dear to collect.
    messages[given] = undefined;
    receivers[given] = undefined;
    given++;
    receiver?.put(message);
  }
  given = 0;
  count = 0;
}
