import { type ClientMessage, codecFor, type Frame, type Subprotocol } from "@rivulet/protocol";
import { Packr } from "msgpackr/pack";
import type { Dice } from "./dice.ts";
import { spoil } from "./spoil.ts";
import type { Traffic } from "./traffic.ts";

/** Makes one hostile frame after the other, for a connection of the subprotocol whose session "a" is open. */
export type FrameAttack = (subprotocol: Subprotocol, traffic: Traffic, dice: Dice) => Frame;

/** The bytes as the subprotocol's own kind of frame, or now and then as the other kind. */
function asFrame(bytes: Uint8Array, subprotocol: Subprotocol, dice: Dice): Frame {
  const isText = (subprotocol === "rivulet.v1.json") !== (dice.below(20) === 0);
  return isText ? new TextDecoder().decode(bytes) : bytes;
}

const packr = new Packr({ useRecords: false, variableMapSize: true });

/** In msgpack not by the protocol's codec: it relies on the fields of messages, and many of these have others. */
function encoded(message: unknown, subprotocol: Subprotocol): Frame {
  if (subprotocol === "rivulet.v1.msgpack") return packr.pack(message);
  return codecFor(subprotocol).encode(message as ClientMessage);
}

const mutated: FrameAttack = (subprotocol, { frames }, dice) => {
  const frame = dice.of(frames[subprotocol]);
  return asFrame(spoil(typeof frame === "string" ? new TextEncoder().encode(frame) : frame, dice), subprotocol, dice);
};

const random: FrameAttack = (subprotocol, _, dice) => asFrame(dice.bytes(dice.below(300)), subprotocol, dice);

const deep: FrameAttack = (subprotocol, _, dice) => {
  const depth = 9 + dice.below(30_000);
  if (subprotocol === "rivulet.v1.json") return dice.of(["[", '{"a":']).repeat(depth);
  const level = dice.of([[0x91], [0x81, 0xa1, 0x61], [0xdc, 0, 1], [0xdd, 0, 0, 0, 1]]);
  return Uint8Array.from({ length: Math.min(60_000, depth * level.length) }, (_, at) => level[at % level.length]);
};

/** Headers that promise gigabytes, extension types, records of msgpackr, keys that are no strings. */
const lengths: FrameAttack = (subprotocol, _, dice) => {
  if (subprotocol === "rivulet.v1.json") {
    return dice.of([
      `{"type":"push","session":"a","seq":1e${dice.below(400)},"tokens":["a"]}`,
      "9".repeat(50_000),
      `"${"\\u0000".repeat(9_000)}"`,
    ]);
  }
  const header = dice.of([0xc6, 0xc9, 0xdb, 0xdd, 0xdf, 0xc5, 0xda, 0xdc, 0xde, 0xc7, 0xd4, 0xd8, 0xc1]);
  const inside = dice.below(2) === 0 ? [0x81, 0xa4, 0x74, 0x79, 0x70, 0x65] : [];
  return Uint8Array.from([...inside, header, 0xff, 0xff, 0xff, 0xff, ...dice.bytes(dice.below(40))]);
};

const strange = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 53,
  "",
  "x",
  "\ud800",
  [],
  ["a", 1],
  {},
  { type: "open" },
  "y".repeat(5_000),
];
const fields = [
  "type",
  "session",
  "seq",
  "tokens",
  "text",
  "options",
  "resume",
  "results",
  "token",
  "model",
  "epoch",
  "id",
  "__proto__",
];
const types = [
  "open",
  "push",
  "flush",
  "reset",
  "close",
  "checkpoint",
  "credit",
  "auth",
  "opened",
  "tags",
  "constructor",
];

/** Well-formed messages with the wrong fields in them. */
const wrongTypes: FrameAttack = (subprotocol, _, dice) => {
  const message: Record<string, unknown> = {
    type: dice.of(types),
    session: dice.of(["a", "b", "zz"]),
    seq: dice.below(9),
  };
  for (let count = 1 + dice.below(4); count > 0; count--) {
    Object.defineProperty(message, dice.of(fields), { value: dice.of(strange), enumerable: true, configurable: true });
  }
  return encoded(message, subprotocol);
};

/** Good messages at the wrong time: before open, twice, after close, numbers out of turn, credit for nothing. */
const order: FrameAttack = (subprotocol, _, dice) => {
  const session = dice.of(["a", "b", "never"]);
  const seq = dice.of([1, 2, 3, 100, 2 ** 52]);
  return encoded(
    dice.of([
      { type: "open", session },
      { type: "push", session, seq, tokens: ["cats"] },
      { type: "flush", session, seq },
      { type: "close", session, seq },
      { type: "checkpoint", session, seq },
      { type: "credit", session, results: 10_000 },
      { type: "auth", token: "again" },
    ]),
    subprotocol,
  );
};

/** Checkpoints that were changed, cut, made up, or are shown again and again. */
const checkpoints: FrameAttack = (subprotocol, { checkpoint }, dice) => {
  const data = dice.of([
    () => checkpoint,
    () => spoil(checkpoint, dice),
    () => checkpoint.slice(0, 1 + dice.below(checkpoint.length - 1)),
    () => Uint8Array.from([...checkpoint.slice(0, -32), ...dice.bytes(32)]),
    () => dice.bytes(1 + dice.below(2_000)),
  ])();
  const session = `s${dice.below(1_000)}`;
  return encoded({ type: "open", session, resume: { epoch: 1 + dice.below(9), data } }, subprotocol);
};

/** Over the limit of frames: a little, so that the server refuses, or much, so that ws does. */
const oversized: FrameAttack = (subprotocol, _, dice) =>
  encoded({ type: "push", session: "a", seq: 1, text: "x".repeat(dice.of([66_000, 100_000, 300_000])) }, subprotocol);

const opens: FrameAttack = (subprotocol, _, dice) =>
  encoded(
    { type: "open", session: `s${dice.below(1_000_000)}`, options: { durable: dice.below(2) === 0 } },
    subprotocol,
  );

/** One more than the errors that a connection may cause: the last frame has it closed. */
const ERROR_BUDGET = 33;

interface FrameAttackKind {
  /** Of all frames. */
  readonly share: number;
  /** Frames of one connection: as many as the server looks at. */
  readonly atOnce: number;
  readonly make: FrameAttack;
}

export const frameAttacks: Readonly<Record<string, FrameAttackKind>> = {
  "mutated real traffic": { share: 0.31, atOnce: ERROR_BUDGET, make: mutated },
  "random bytes": { share: 0.15, atOnce: ERROR_BUDGET, make: random },
  "deep nesting": { share: 0.06, atOnce: ERROR_BUDGET, make: deep },
  "huge lengths": { share: 0.1, atOnce: ERROR_BUDGET, make: lengths },
  "wrong types": { share: 0.12, atOnce: ERROR_BUDGET, make: wrongTypes },
  "wrong order": { share: 0.1, atOnce: ERROR_BUDGET, make: order },
  "replayed and forged checkpoints": { share: 0.06, atOnce: ERROR_BUDGET, make: checkpoints },
  oversized: { share: 0.02, atOnce: 1, make: oversized },
  "floods of opens": { share: 0.08, atOnce: ERROR_BUDGET, make: opens },
};
