import { describe, expect, test } from "vitest";
import type { LayerCase } from "../layer/layer.ts";
import { type MachineLimits, stepLimit, stepWork } from "./step-limit.ts";

const lstm: LayerCase = { cell: "lstm", hidden: 512, batch: 1, steps: 1 };

describe("the work of a step", () => {
  test("an LSTM on vectors reads both matrices and multiplies with both", () => {
    const numbers = 4 * 512 * 1024;
    expect(stepWork(lstm, "f32", "dense")).toEqual({ bytes: 4 * numbers, multiplyAdds: numbers });
    expect(stepWork(lstm, "relaxed", "dense")).toEqual({ bytes: 4 * numbers, multiplyAdds: numbers });
    expect(stepWork(lstm, "int16", "dense")).toEqual({ bytes: 2 * numbers, multiplyAdds: numbers });
    expect(stepWork(lstm, "int8", "dense")).toEqual({ bytes: numbers, multiplyAdds: numbers });
  });

  test("on tokens, one row of floats a session takes the place of a matrix", () => {
    const work = stepWork({ ...lstm, batch: 16 }, "int16", "token");
    expect(work).toEqual({ bytes: 2 * 4 * 512 * 512 + 16 * 4 * 4 * 512, multiplyAdds: 16 * 4 * 512 * 512 });
  });

  test("sessions share the weights, and the steps of a call W_x", () => {
    const alone = stepWork(lstm, "f32", "dense");
    expect(stepWork({ ...lstm, batch: 16 }, "f32", "dense")).toEqual({
      bytes: alone.bytes,
      multiplyAdds: 16 * alone.multiplyAdds,
    });
    expect(stepWork({ ...lstm, steps: 128 }, "f32", "dense")).toEqual({
      bytes: (alone.bytes / 2) * (1 + 1 / 128),
      multiplyAdds: alone.multiplyAdds,
    });
  });

  test("a GRU has three gates, a vanilla cell one", () => {
    const { bytes } = stepWork(lstm, "f32", "dense");
    expect(stepWork({ ...lstm, cell: "gru" }, "f32", "dense").bytes).toBe((3 * bytes) / 4);
    expect(stepWork({ ...lstm, cell: "rnn" }, "f32", "dense").bytes).toBe(bytes / 4);
  });
});

describe("the least time", () => {
  const machine: MachineLimits = {
    reads: [
      { bytes: 1000, gigabytesPerSecond: 100 },
      { bytes: 100_000, gigabytesPerSecond: 50 },
    ],
    peaks: [{ arithmetic: "f32", gigaMultiplyAdds: 10 }],
  };

  test("is the longer of reading and arithmetic", () => {
    expect(stepLimit({ bytes: 100_000, multiplyAdds: 1000 }, "f32", machine)).toMatchObject({
      microseconds: 2,
      boundBy: "reading",
    });
    expect(stepLimit({ bytes: 100_000, multiplyAdds: 30_000 }, "f32", machine)).toMatchObject({
      microseconds: 3,
      boundBy: "arithmetic",
    });
  });

  test.each([
    [500, 100],
    [1000, 100],
    [99_999, 100],
    [100_000, 50],
    [1e9, 50],
  ])("%d bytes are read at %d GB a second", (bytes, gigabytesPerSecond) => {
    const limit = stepLimit({ bytes, multiplyAdds: 0 }, "f32", machine);
    expect(limit?.microseconds).toBeCloseTo(bytes / gigabytesPerSecond / 1000, 9);
  });

  test("is unknown for arithmetic that was not measured", () => {
    expect(stepLimit({ bytes: 1, multiplyAdds: 1 }, "relaxed", machine)).toBeUndefined();
    expect(stepLimit({ bytes: 1, multiplyAdds: 1 }, "f32", { ...machine, reads: [] })).toBeUndefined();
  });
});
