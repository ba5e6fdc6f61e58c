import type { Frame } from "@rivulet/protocol";

/** Takes what was sent in a turn when the turn is over. */
export interface TurnReceiver {
  /** In the order of sending. With the last message that was sent before the turn ended, all may go out. */
  put(message: Frame): void;
}

/** Messages of this turn of the event loop, oldest first, and whose each is. */
let messages: Frame[] = [];
let receivers: TurnReceiver[] = [];

/** The receiver gets the message at the end of the turn. */
export function putAtEndOfTurn(receiver: TurnReceiver, message: Frame): void {
  if (messages.length === 0) process.nextTick(endTurn);
  messages.push(message);
  receivers.push(receiver);
}

/** The receivers get all messages now. */
export function endTurn(): void {
  const [sent, by] = [messages, receivers];
  messages = [];
  receivers = [];
  sent.forEach((message, index) => {
    by[index].put(message);
  });
}
