import type { Writable } from "node:stream";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as ws from "ws";
import { serverFrameBytes, writeServerFrame } from "./server-frame.ts";

/** What reads frames in ws; its types leave it out. */
const { Receiver } = ws as unknown as { readonly Receiver: new (options: { isServer: boolean }) => Writable };

/** What a client's end of ws makes of the bytes. */
function received(bytes: Buffer): (string | Buffer)[] {
  const messages: (string | Buffer)[] = [];
  const receiver = new Receiver({ isServer: false });
  receiver.on("message", (data: Buffer, isBinary: boolean) => messages.push(isBinary ? data : data.toString()));
  receiver.write(bytes);
  return messages;
}

it("messages of every size stand one after the other as ws reads them", () => {
  const length = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(125, 126, 65_535, 65_536, 70_000));
  const message = fc.oneof(
    length.map((size) => Buffer.alloc(size, 7)),
    length.map((size) => "é".repeat(size)),
    fc.string({ unit: "grapheme" }),
  );
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 4 }), (messages) => {
      const bytes = Buffer.alloc(messages.reduce((sum, each) => sum + serverFrameBytes(each), 0));
      let at = 0;
      for (const each of messages) at = writeServerFrame(each, bytes, at);
      expect(at).toBe(bytes.length);
      expect(received(bytes)).toEqual(messages);
    }),
  );
});
