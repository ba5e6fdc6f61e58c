import { RivuletError } from "@rivulet/errors";
import type { NumberedMessage } from "@rivulet/protocol";
import { describe, expect, it } from "vitest";
import { Outbox } from "./outbox.ts";

const push = (seq: number): NumberedMessage => ({ type: "push", session: "a", seq, text: "cat" });
const flush = (seq: number): NumberedMessage => ({ type: "flush", session: "a", seq });
const lost = new RivuletError("CONNECTION_LOST", "expected a connection, came none");

function make(window: number) {
  const sent: number[] = [];
  const room = { pushes: true };
  const send = ({ seq }: NumberedMessage) => sent.push(seq);
  return { sent, room, outbox: new Outbox({ fromSeq: 1, window, send, mayPush: () => room.pushes }) };
}

describe("Outbox", () => {
  it("numbers messages in their order and sends as many as the window lets out", () => {
    const { outbox, sent } = make(2);
    for (let count = 0; count < 5; count++) outbox.add(push);
    expect(sent).toEqual([1, 2]);
    expect(outbox.acknowledge(1)).toEqual(push(1));
    expect(sent).toEqual([1, 2, 3]);
    outbox.refuse(2, lost);
    expect(sent).toEqual([1, 2, 3, 4]);
    expect(outbox.acknowledge(1)).toBeUndefined();
    expect(sent).toEqual([1, 2, 3, 4]);
  });

  it("holds pushes, and all behind them, while there is no room for their tags", () => {
    const { outbox, sent, room } = make(9);
    room.pushes = false;
    outbox.add(flush);
    outbox.add(push);
    outbox.add(flush);
    expect(sent).toEqual([1]);
    room.pushes = true;
    outbox.advance();
    expect(sent).toEqual([1, 2, 3]);
  });

  it("tells of each message when it is sent, done or refused, and of all when the session fails", async () => {
    const { outbox, sent } = make(2);
    const [done, refused, waiting] = [outbox.add(push), outbox.add(push), outbox.add(flush)];
    await Promise.all([done.sent.promise, refused.sent.promise]);
    outbox.acknowledge(1);
    outbox.refuse(2, lost);
    await done.done.promise;
    await expect(refused.done.promise).rejects.toBe(lost);
    outbox.fail(lost);
    await expect(waiting.done.promise).rejects.toBe(lost);
    await expect(outbox.add(push).sent.promise).rejects.toBe(lost);
    expect(sent).toEqual([1, 2, 3]);
  });
});
