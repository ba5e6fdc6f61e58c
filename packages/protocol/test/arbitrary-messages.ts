import {
  type AnnouncedLimits,
  announce,
  type ClientMessage,
  defaultLimits,
  type ServerMessage,
  type Tag,
} from "@rivulet/protocol";
import fc from "fast-check";

const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
const seq = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const token = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 });
const probability = fc.float({ min: 0, max: 1, noNaN: true }).map(Math.abs);

const tag: fc.Arbitrary<Tag> = fc.record({
  index: fc.nat(),
  token,
  label: name,
  probability,
  delay: fc.nat(2),
  final: fc.boolean(),
});

const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 });

const limits: fc.Arbitrary<AnnouncedLimits> = fc.constant(announce(defaultLimits));

export const clientMessage: fc.Arbitrary<ClientMessage> = fc.oneof(
  fc.record(
    {
      type: fc.constant("open" as const),
      session: name,
      model: name,
      options: fc.record({ finalOnly: fc.boolean(), durable: fc.boolean() }, { requiredKeys: [] }),
      resume: fc.oneof(fc.record({ epoch: seq, data: bytes }), fc.record({ epoch: seq, id: name })),
    },
    { requiredKeys: ["type", "session"] },
  ),
  fc.record({ type: fc.constant("auth" as const), token }),
  fc.record({ type: fc.constant("credit" as const), session: name, results: fc.nat() }),
  fc.record({ type: fc.constant("push" as const), session: name, seq, text: token }),
  fc.record({
    type: fc.constant("push" as const),
    session: name,
    seq,
    tokens: fc.array(token, { minLength: 1, maxLength: 12 }),
  }),
  fc.record({
    type: fc.constantFrom("flush" as const, "reset" as const, "close" as const, "checkpoint" as const),
    session: name,
    seq,
  }),
);

export const serverMessage: fc.Arbitrary<ServerMessage> = fc.oneof(
  fc.record({
    type: fc.constant("opened" as const),
    session: name,
    id: name,
    epoch: seq,
    recovered: fc.boolean(),
    fromSeq: seq,
    model: name,
    fingerprint: name,
    labels: fc.array(name),
    delays: fc.array(fc.nat(2)),
    limits,
  }),
  fc.record({ type: fc.constant("tags" as const), session: name, epoch: seq, seq, at: fc.nat(), tags: fc.array(tag) }),
  fc.record({ type: fc.constant("checkpoint" as const), session: name, epoch: seq, seq: fc.nat(), data: bytes }),
  fc.record({ type: fc.constant("ack" as const), session: name, epoch: seq, seq }),
  fc.record(
    { type: fc.constant("error" as const), session: name, seq, code: name, message: name },
    { requiredKeys: ["type", "code", "message"] },
  ),
  fc.record({ type: fc.constant("closing" as const), code: fc.integer({ min: 1000, max: 4999 }), reason: name }),
);
