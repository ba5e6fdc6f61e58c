import { codeOf } from "@rivulet/errors/testing";
import { describe, expect, it } from "vitest";
import { bitsOf, firstDifference } from "../test/bits.ts";
import { ByteWriter } from "./bytes.ts";
import type { ModelConfig } from "./config.ts";
import { Model } from "./model.ts";
import { randomWeights, seededNumbers } from "./reference/index.ts";
import { seal, writeSnapshot } from "./snapshot.ts";

const config: ModelConfig = {
  input: { kind: "one-hot", size: 3 },
  layers: [
    { cell: "lstm", hidden: 2 },
    { cell: "rnn", hidden: 1 },
  ],
  heads: [{ name: "class", size: 2, activation: "softmax" }],
};

function modelOf(seed: number): Model {
  return Model.create(config, randomWeights(config, seededNumbers(seed)));
}

const model = modelOf(1);
const NUMBERS_OF_STATE = 5;

function sessionWithAPast() {
  const session = model.createSession({ seed: 5 });
  session.run([0, 1, 2]);
  session.random.bits();
  return session;
}

const good = sessionWithAPast().snapshot();

/** The code that `bytes` are refused with; the session must be as it was. */
function refusal(bytes: Uint8Array) {
  const session = sessionWithAPast();
  const before = bitsOf(session);
  const code = codeOf(() => session.restore(bytes));
  expect(firstDifference(bitsOf(session), before)).toBe(-1);
  expect(session.snapshot()).toEqual(good);
  session.dispose();
  return code;
}

describe("a snapshot", () => {
  it("has magic, version, fingerprint, steps, generator, states and a checksum, little-endian", () => {
    const view = new DataView(good.buffer);
    expect(good.length).toBe(4 + 2 + 2 + 32 + 8 + 16 + 4 + NUMBERS_OF_STATE * 4 + 8);
    expect(String.fromCharCode(...good.subarray(0, 4))).toBe("RVSN");
    expect(view.getUint16(4, true)).toBe(1);
    expect(Buffer.from(good.subarray(8, 40)).toString("hex")).toBe(model.fingerprint);
    expect(view.getBigUint64(40, true)).toBe(3n);
    expect(view.getUint32(64, true)).toBe(NUMBERS_OF_STATE);
    const session = sessionWithAPast();
    const states = [...session.hidden(0), ...session.cell(0), ...session.hidden(1)];
    states.forEach((value, i) => {
      expect(view.getFloat32(68 + 4 * i, true)).toBe(value);
    });
  });

  it("is taken from the middle of other bytes", () => {
    const room = new Uint8Array(good.length + 7);
    room.set(good, 3);
    const session = model.createSession();
    session.restore(room.subarray(3, 3 + good.length));
    expect(session.snapshot()).toEqual(good);
  });
});

describe("a damaged snapshot is refused, the session as it was:", () => {
  it("cut at every byte", () => {
    for (let length = 0; length < good.length; length++) {
      expect([length, refusal(good.subarray(0, length))]).toEqual([length, "SNAPSHOT_DAMAGED"]);
    }
  });

  it("every bit turned", () => {
    for (let bit = 0; bit < good.length * 8; bit++) {
      const bytes = good.slice();
      bytes[bit >> 3] ^= 1 << (bit & 7);
      const inVersion = bit >> 3 === 4 || bit >> 3 === 5;
      expect([bit, refusal(bytes)]).toEqual([bit, inVersion ? "SNAPSHOT_VERSION" : "SNAPSHOT_DAMAGED"]);
    }
  });

  it("bytes too many", () => {
    expect(refusal(Uint8Array.of(...good, 0))).toBe("SNAPSHOT_DAMAGED");
  });

  it("a right checksum over wrong content", () => {
    const content = good.subarray(0, good.length - 8);
    const sealed = (bytes: Uint8Array) => refusal(seal(new ByteWriter().bytes(bytes)));
    expect(seal(new ByteWriter().bytes(content))).toEqual(good);
    expect(sealed(content.subarray(0, 6))).toBe("SNAPSHOT_DAMAGED");
    expect(sealed(content.subarray(0, content.length - 4))).toBe("SNAPSHOT_DAMAGED");
    expect(sealed(Uint8Array.of(...content, 0, 0, 0, 0))).toBe("SNAPSHOT_DAMAGED");
    expect(sealed(content.with(6, 1))).toBe("SNAPSHOT_DAMAGED");
    expect(sealed(content.with(64, NUMBERS_OF_STATE + 1))).toBe("SNAPSHOT_DAMAGED");
  });
});

it("another model's snapshot is SNAPSHOT_FOREIGN, even where the shapes agree", () => {
  expect(refusal(modelOf(2).createSession().snapshot())).toBe("SNAPSHOT_FOREIGN");
});

it("another version is SNAPSHOT_VERSION", () => {
  const content = good.slice(0, good.length - 8);
  content[4] = 2;
  expect(refusal(seal(new ByteWriter().bytes(content)))).toBe("SNAPSHOT_VERSION");
});

it("steps are counted beyond 32 bits", () => {
  const steps = 2 ** 40 + 3;
  const states = [new Float32Array(2), new Float32Array(2), new Float32Array(1)];
  const session = model.createSession();
  session.restore(writeSnapshot(model.fingerprint, { steps, random: Uint32Array.of(1, 2, 3, 4), states }));
  session.step(0);
  expect(session.steps).toBe(steps + 1);
});
