import { type ClientMessage, codecFor, type Frame, type Subprotocol } from "@rivulet/protocol";

/** What good clients send, to be spoilt. */
export interface Traffic {
  readonly frames: Readonly<Record<Subprotocol, readonly Frame[]>>;
  /** A checkpoint that the server made. */
  readonly checkpoint: Uint8Array;
}

export function trafficWith(checkpoint: Uint8Array): Traffic {
  const messages: ClientMessage[] = [
    { type: "open", session: "a" },
    { type: "open", session: "b", model: "en-tagger", options: { finalOnly: true, durable: true } },
    { type: "open", session: "c", resume: { epoch: 1, data: checkpoint } },
    { type: "open", session: "d", resume: { epoch: 1, id: "0123456789abcdef0123456789abcdef" } },
    { type: "push", session: "a", seq: 1, tokens: ["The", "cats", "that", "ate", "weren't", "full"] },
    { type: "push", session: "a", seq: 2, text: "Zoë says 日本 is near 👍.\n" },
    { type: "credit", session: "a", results: 2 },
    { type: "checkpoint", session: "a", seq: 3 },
    { type: "flush", session: "a", seq: 4 },
    { type: "reset", session: "a", seq: 5 },
    { type: "auth", token: "none" },
    { type: "close", session: "a", seq: 6 },
  ];
  const encoded = (subprotocol: Subprotocol): Frame[] =>
    messages.map((message) => codecFor(subprotocol).encode(message));
  return {
    checkpoint,
    frames: { "rivulet.v1.msgpack": encoded("rivulet.v1.msgpack"), "rivulet.v1.json": encoded("rivulet.v1.json") },
  };
}
