import { RivuletError } from "@rivulet/errors";
import type { NumberedMessage } from "@rivulet/protocol";
import { describe, expect, it } from "vitest";
import { Outbox } from "./outbox.ts";

const push = (seq: number): NumberedMessage => ({ type: "push", session: "a", seq, text: "cat" });
const flush = (seq: number): NumberedMessage => ({ type: "flush", session: "a", seq });
const lost = new RivuletError("CONNECTION_LOST", "expected a connection, came none");

function make(window: number, durable = false) {
  const sent: number[] = [];
  const room = { pushes: true };
  const send = ({ seq }: NumberedMessage) => sent.push(seq);
  const maySend = ({ type }: NumberedMessage) => type !== "push" || room.pushes;
  return { sent, room, outbox: new Outbox({ window, durable, send, maySend }) };
}

describe("Outbox", () => {
  it("numbers messages in their order and sends as many as the window lets out", () => {
    const { outbox, sent } = make(2);
    for (let count = 0; count < 6; count++) outbox.add(push);
    expect(sent).toEqual([1, 2]);
    expect(outbox.acknowledge(1)).toEqual([push(1)]);
    expect(sent).toEqual([1, 2, 3]);
    expect([outbox.refuse(2, lost), outbox.refuse(2, lost)]).toEqual([true, false]);
    expect(sent).toEqual([1, 2, 3, 4]);
    expect(outbox.acknowledge(1)).toEqual([]);
    expect(sent).toEqual([1, 2, 3, 4]);
    expect(outbox.acknowledge(4).map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect(sent).toEqual([1, 2, 3, 4, 5, 6]);
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

  it("sends again what no checkpoint covers, and for what was refused a message without effect", () => {
    const messages: NumberedMessage[] = [];
    const outbox = new Outbox({
      window: 9,
      durable: false,
      send: (message) => messages.push(message),
      maySend: () => true,
    });
    for (let count = 0; count < 5; count++) outbox.add(push);
    outbox.acknowledge(3);
    outbox.refuse(4, lost);
    outbox.covered(2);
    messages.length = 0;
    outbox.replay(3);
    expect(messages).toEqual([push(3), { type: "checkpoint", session: "a", seq: 4 }, push(5)]);
    outbox.covered(4);
    expect(() => outbox.replay(2)).toThrow(expect.objectContaining({ code: "CONNECTION_LOST" }));
    expect(() => outbox.replay(7)).toThrow(expect.objectContaining({ code: "CONNECTION_LOST" }));
  });

  it("of a durable session keeps nothing that was acknowledged", () => {
    const { outbox, sent } = make(9, true);
    for (let count = 0; count < 3; count++) outbox.add(push);
    outbox.acknowledge(2);
    expect(() => outbox.replay(2)).toThrow();
    outbox.replay(3);
    expect(sent).toEqual([1, 2, 3, 3]);
    outbox.add((seq) => ({ type: "close", session: "a", seq }));
    expect(outbox.closing).toBeUndefined();
    outbox.acknowledge(3);
    expect(outbox.closing).toBe(4);
  });
});
