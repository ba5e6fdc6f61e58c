import type { ModelConfig } from "@rivulet/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refusal } from "../test/error-code.ts";
import { type CheckpointContent, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { defaultTrainingOptions } from "./training-options.ts";

const config: ModelConfig = {
  input: { kind: "one-hot", size: 3 },
  layers: [{ cell: "rnn", hidden: 2 }],
  heads: [{ name: "tag", size: 2, activation: "softmax" }],
};

function content(numbers: readonly Float32Array[], loss = 0.1): CheckpointContent {
  const update = { update: 1, epoch: 0, loss, accuracy: 1 / 3, gradientNorm: 1e-7, rate: 0.004 };
  const epoch = { epoch: 0, loss, accuracy: 1 / 3, score: 95.1, figures: { "délai 0": 0.1 + 0.2 }, seconds: 1.5 };
  const history = { updates: [update], epochs: [epoch] };
  return { config, options: defaultTrainingOptions, update: 1, history, arrays: numbers };
}

describe("checkpoint", () => {
  it("comes back to the bit", () => {
    const floats = fc.array(fc.float32Array({ maxLength: 20 }), { maxLength: 4 });
    fc.assert(
      fc.property(
        floats,
        fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => !Object.is(x, -0)),
        (arrays, loss) => {
          expect(readCheckpoint(writeCheckpoint(content(arrays, loss)))).toEqual(content(arrays, loss));
        },
      ),
    );
  });

  const whole = writeCheckpoint(content([Float32Array.of(1, 2, 3)]));

  it("is refused with a change at any byte", () => {
    for (let at = 0; at < whole.length; at++) {
      const damaged = whole.slice();
      damaged[at] ^= 1 << (at % 8);
      expect(refusal(() => readCheckpoint(damaged))?.code, `byte ${at}`).toBe("CHECKPOINT_INVALID");
    }
  });

  it("is refused cut off anywhere, with more behind it, and if it is something else", () => {
    for (let length = 0; length < whole.length; length++) {
      expect(refusal(() => readCheckpoint(whole.subarray(0, length)))?.code, `length ${length}`).toBe(
        "CHECKPOINT_INVALID",
      );
    }
    expect(refusal(() => readCheckpoint(Uint8Array.of(...whole, 0)))?.code).toBe("CHECKPOINT_INVALID");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(refusal(() => readCheckpoint(bytes))?.code).toBe("CHECKPOINT_INVALID");
      }),
    );
  });

  it("reads from the middle of a larger buffer", () => {
    const buffer = new Uint8Array(whole.length + 10);
    buffer.set(whole, 3);
    expect(readCheckpoint(buffer.subarray(3, 3 + whole.length)).arrays).toEqual([Float32Array.of(1, 2, 3)]);
  });
});
