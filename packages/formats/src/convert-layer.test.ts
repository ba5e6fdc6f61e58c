import { activations, randomWeights, referenceForward, seededNumbers } from "@rivulet/engine/reference";
import { RivuletError } from "@rivulet/errors";
import { describe, expect, it } from "vitest";
import type { Framework } from "./conventions.ts";
import { convertLayer, type ForeignLayer } from "./convert-layer.ts";

// Two units, three inputs: each framework's own equations, with indices into its own arrays.
const H = 2;
const K = 3;
const x = [0.3, -0.8, 0.5];
const h = [0.4, -0.6];
const c = [-0.2, 0.7];
const σ = activations.sigmoid.value;
const hard2 = (z: number) => Math.min(1, Math.max(0, 0.2 * z + 0.5));
const hard3 = (z: number) => Math.min(1, Math.max(0, z / 6 + 0.5));
const { tanh } = Math;

const random = seededNumbers(3);
const numbers = (length: number) => Float32Array.from({ length }, () => 2 * random() - 1);

function arrays(gates: number, biases: number) {
  const kernel = numbers(gates * H * K);
  const recurrentKernel = numbers(gates * H * H);
  const bias = numbers(biases * gates * H);
  return { kernel, recurrentKernel, bias, rows: gates * H };
}

/** (W v) of the block of unit j of gate q, W [G·H, ·] */
const rowDot = (W: Float32Array, v: number[], q: number, j: number) =>
  v.reduce((sum, value, k) => sum + value * W[(q * H + j) * v.length + k], 0);
/** (v W) of the same, W [·, G·H] */
const columnDot = (W: Float32Array, v: number[], q: number, j: number, rows: number) =>
  v.reduce((sum, value, k) => sum + value * W[k * rows + q * H + j], 0);
const units = (each: (j: number) => number) => Array.from({ length: H }, (_, j) => each(j));

/** a⟨1⟩ and c⟨1⟩ of the converted layer. */
function ours(framework: Framework, layer: Omit<ForeignLayer, "hidden">) {
  const { config, tensors } = convertLayer(framework, { ...layer, hidden: H });
  const model = { input: { kind: "dense", size: K }, layers: [config], heads: [] } as const;
  const weights = Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`layers.0.${name}`, tensor]));
  const state = {
    hidden: Float64Array.from(h),
    cell: config.cell === "lstm" ? Float64Array.from(c) : new Float64Array(0),
  };
  const { hidden, cell } = referenceForward(model, weights, [Float64Array.from(x)], [state]).steps[0].states[0];
  return { hidden: [...hidden], cell: [...cell] };
}

function expectClose(came: readonly number[], expected: readonly number[]): void {
  expect(came.length).toBe(expected.length);
  // Two biases become one single-precision number: that rounding is all that may differ.
  came.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 6);
  });
}

describe("PyTorch", () => {
  it("RNN: two biases", () => {
    const { kernel: W, recurrentKernel: U, bias: b, rows } = arrays(1, 2);
    const relu = (z: number) => Math.max(0, z);
    const z = units((j) => rowDot(W, x, 0, j) + b[j] + rowDot(U, h, 0, j) + b[rows + j]);
    expectClose(ours("pytorch", { cell: "rnn", kernel: W, recurrentKernel: U, bias: b }).hidden, z.map(tanh));
    const layer = { cell: "rnn", kernel: W, recurrentKernel: U, bias: b, activation: "relu" } as const;
    expectClose(ours("pytorch", layer).hidden, z.map(relu));
  });

  it("GRU: r, z, n; b_hn inside the reset; z keeps the old", () => {
    const { kernel: W, recurrentKernel: U, bias: b, rows } = arrays(3, 2);
    const i = (q: number, j: number) => rowDot(W, x, q, j) + b[q * H + j];
    const r = (q: number, j: number) => rowDot(U, h, q, j) + b[rows + q * H + j];
    const expected = units((j) => {
      const reset = σ(i(0, j) + r(0, j));
      const z = σ(i(1, j) + r(1, j));
      const n = tanh(i(2, j) + reset * r(2, j));
      return (1 - z) * n + z * h[j];
    });
    expectClose(ours("pytorch", { cell: "gru", kernel: W, recurrentKernel: U, bias: b }).hidden, expected);
  });

  it("LSTM: i, f, g, o", () => {
    const { kernel: W, recurrentKernel: U, bias: b, rows } = arrays(4, 2);
    const z = (q: number, j: number) => rowDot(W, x, q, j) + b[q * H + j] + rowDot(U, h, q, j) + b[rows + q * H + j];
    const cell = units((j) => σ(z(1, j)) * c[j] + σ(z(0, j)) * tanh(z(2, j)));
    const result = ours("pytorch", { cell: "lstm", kernel: W, recurrentKernel: U, bias: b });
    expectClose(result.cell, cell);
    expectClose(
      result.hidden,
      units((j) => σ(z(3, j)) * tanh(cell[j])),
    );
  });
});

describe("Keras", () => {
  it("2: GRU resets before the product, z, r, h, hard sigmoid, z keeps the old, one bias", () => {
    const { kernel: W, recurrentKernel: U, bias: b, rows } = arrays(3, 1);
    const i = (q: number, j: number) => columnDot(W, x, q, j, rows) + b[q * H + j];
    const z = units((j) => hard2(i(0, j) + columnDot(U, h, 0, j, rows)));
    const r = units((j) => hard2(i(1, j) + columnDot(U, h, 1, j, rows)));
    const reset = r.map((value, j) => value * h[j]);
    const hh = units((j) => tanh(i(2, j) + columnDot(U, reset, 2, j, rows)));
    const expected = units((j) => z[j] * h[j] + (1 - z[j]) * hh[j]);
    expectClose(ours("keras2", { cell: "gru", kernel: W, recurrentKernel: U, bias: b }).hidden, expected);
  });

  it("3: GRU resets after the product, bias [2, 3H], sigmoid", () => {
    const { kernel: W, recurrentKernel: U, bias: b, rows } = arrays(3, 2);
    const i = (q: number, j: number) => columnDot(W, x, q, j, rows) + b[q * H + j];
    const u = (q: number, j: number) => columnDot(U, h, q, j, rows) + b[rows + q * H + j];
    const expected = units((j) => {
      const z = σ(i(0, j) + u(0, j));
      return z * h[j] + (1 - z) * tanh(i(2, j) + σ(i(1, j) + u(1, j)) * u(2, j));
    });
    expectClose(ours("keras3", { cell: "gru", kernel: W, recurrentKernel: U, bias: b }).hidden, expected);
    const layer = { cell: "gru", kernel: W, recurrentKernel: U, bias: b, reset: "after" } as const;
    expectClose(ours("keras2", { ...layer, gateActivation: "sigmoid" }).hidden, expected);
  });

  it("LSTM: i, f, c, o; hard_sigmoid is another function in Keras 2 and 3", () => {
    const { kernel: W, recurrentKernel: U, bias: b, rows } = arrays(4, 1);
    const z = (q: number, j: number) => columnDot(W, x, q, j, rows) + columnDot(U, h, q, j, rows) + b[q * H + j];
    for (const [framework, hard] of [
      ["keras2", hard2],
      ["keras3", hard3],
    ] as const) {
      const cell = units((j) => hard(z(1, j)) * c[j] + hard(z(0, j)) * tanh(z(2, j)));
      const layer = { cell: "lstm", kernel: W, recurrentKernel: U, bias: b, gateActivation: "hard_sigmoid" } as const;
      const result = ours(framework, layer);
      expectClose(result.cell, cell);
      expectClose(
        result.hidden,
        units((j) => hard(z(3, j)) * tanh(cell[j])),
      );
    }
  });

  it("a layer without a bias", () => {
    const { kernel: W, recurrentKernel: U, rows } = arrays(1, 0);
    const expected = units((j) => tanh(columnDot(W, x, 0, j, rows) + columnDot(U, h, 0, j, rows)));
    expectClose(ours("keras3", { cell: "rnn", kernel: W, recurrentKernel: U }).hidden, expected);
  });
});

describe("ONNX", () => {
  it("GRU: z, r, h, Wb and Rb; linear_before_reset 0 and 1", () => {
    const { kernel: W, recurrentKernel: R, bias: B, rows } = arrays(3, 2);
    const i = (q: number, j: number) => rowDot(W, x, q, j) + B[q * H + j];
    const Rb = (q: number, j: number) => B[rows + q * H + j];
    const z = units((j) => σ(i(0, j) + rowDot(R, h, 0, j) + Rb(0, j)));
    const r = units((j) => σ(i(1, j) + rowDot(R, h, 1, j) + Rb(1, j)));
    const reset = r.map((value, j) => value * h[j]);
    const before = units((j) => tanh(i(2, j) + rowDot(R, reset, 2, j) + Rb(2, j)));
    const after = units((j) => tanh(i(2, j) + r[j] * (rowDot(R, h, 2, j) + Rb(2, j))));
    const layer = { cell: "gru", kernel: W, recurrentKernel: R, bias: B } as const;
    const mix = (candidate: number[]) => units((j) => (1 - z[j]) * candidate[j] + z[j] * h[j]);
    expectClose(ours("onnx", layer).hidden, mix(before));
    expectClose(ours("onnx", { ...layer, reset: "after" }).hidden, mix(after));
  });

  it("LSTM: i, o, f, c; peepholes i, o, f, the output gate's on c⟨t⟩", () => {
    const { kernel: W, recurrentKernel: R, bias: B, rows } = arrays(4, 2);
    const P = numbers(3 * H);
    const z = (q: number, j: number) => rowDot(W, x, q, j) + B[q * H + j] + rowDot(R, h, q, j) + B[rows + q * H + j];
    const cell = units((j) => σ(z(2, j) + P[2 * H + j] * c[j]) * c[j] + σ(z(0, j) + P[j] * c[j]) * tanh(z(3, j)));
    const result = ours("onnx", { cell: "lstm", kernel: W, recurrentKernel: R, bias: B, peepholes: P });
    expectClose(result.cell, cell);
    expectClose(
      result.hidden,
      units((j) => σ(z(1, j) + P[H + j] * cell[j]) * tanh(cell[j])),
    );
  });
});

describe("the course", () => {
  it("is the identity", () => {
    const config = { cell: "gru", hidden: H, reset: "after" } as const;
    const model = { input: { kind: "dense", size: K }, layers: [config], heads: [] } as const;
    const w = randomWeights(model, random);
    const bias = Float32Array.of(...w["layers.0.bias"].data, 0, 0, 0, 0, ...w["layers.0.biasHh"].data);
    const { tensors } = convertLayer("course", {
      cell: "gru",
      hidden: H,
      reset: "after",
      kernel: w["layers.0.weightIh"].data,
      recurrentKernel: w["layers.0.weightHh"].data,
      bias,
    });
    expect(Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`layers.0.${name}`, tensor]))).toEqual(
      w,
    );
  });

  it("has peepholes on c⟨t-1⟩", () => {
    const { kernel, recurrentKernel, bias } = arrays(4, 1);
    const peepholes = numbers(3 * H);
    const { config, tensors } = convertLayer("course", {
      cell: "lstm",
      hidden: H,
      kernel,
      recurrentKernel,
      bias,
      peepholes,
    });
    expect(config).toMatchObject({ cell: "lstm", peepholes: "previous" });
    expect(tensors.peepholes).toEqual({ shape: [3 * H], data: peepholes });
  });
});

describe("arrays that do not fit are refused", () => {
  const { kernel, recurrentKernel, bias } = arrays(3, 1);
  const good = { cell: "gru", hidden: H, kernel, recurrentKernel, bias } as const;
  const codeOf = (framework: Framework, layer: ForeignLayer) => {
    try {
      convertLayer(framework, layer);
    } catch (error) {
      return error instanceof RivuletError ? error.code : undefined;
    }
    return "none";
  };

  it.each([
    ["none", "keras2", good],
    ["WEIGHTS_INVALID", "keras2", { ...good, kernel: kernel.subarray(1) }],
    ["WEIGHTS_INVALID", "keras2", { ...good, kernel: new Float32Array(0) }],
    ["WEIGHTS_INVALID", "keras2", { ...good, recurrentKernel: kernel }],
    ["WEIGHTS_INVALID", "pytorch", good],
    ["WEIGHTS_INVALID", "keras2", { ...good, reset: "after" }],
    ["WEIGHTS_INVALID", "keras2", { ...good, cell: "lstm" }],
    ["CONFIG_INVALID", "keras2", { ...good, activation: "gelu" }],
    ["CONFIG_INVALID", "onnx", { ...good, gateActivation: "toString" }],
  ] as [string, Framework, ForeignLayer][])("%s: %s", (code, framework, layer) => {
    expect(codeOf(framework, layer)).toBe(code);
  });

  it("PyTorch has no peepholes", () => {
    const lstm = arrays(4, 2);
    const layer = { ...lstm, cell: "lstm", hidden: H, peepholes: new Float32Array(3 * H) } as const;
    expect(codeOf("pytorch", layer)).toBe("WEIGHTS_INVALID");
  });
});

describe("what only some frameworks have", () => {
  const { kernel, recurrentKernel, bias } = arrays(4, 2);
  const lstm = { cell: "lstm", hidden: H, kernel, bias } as const;

  it("a projection: weightHh on P numbers, weightHr as it is", () => {
    const projection = numbers(1 * H);
    const { config, tensors } = convertLayer("pytorch", { ...lstm, recurrentKernel: numbers(4 * H), projection });
    expect(config).toMatchObject({ cell: "lstm", projection: 1 });
    expect(tensors.weightHh.shape).toEqual([4 * H, 1]);
    expect(tensors.weightHr).toEqual({ shape: [1, H], data: projection });
  });

  it("clip, coupled gates, direction, an activation with parameters and one of the output", () => {
    const activation = { kind: "leaky-relu", alpha: 0.1 } as const;
    const more = { clip: 3, coupled: true, direction: "backward", activation, outputActivation: "Relu" } as const;
    const { config } = convertLayer("onnx", { ...lstm, recurrentKernel, ...more });
    expect(config).toMatchObject({ ...more, outputActivation: "relu" });
  });

  it("a learned initial state, zeros where only one vector of it is given", () => {
    const initialCell = numbers(H);
    const { config, tensors } = convertLayer("onnx", { ...lstm, recurrentKernel, initialCell });
    expect(config.initialState).toBe("learned");
    expect(tensors.initialHidden).toEqual({ shape: [H], data: new Float32Array(H) });
    expect(tensors.initialCell).toEqual({ shape: [H], data: initialCell });
  });

  it("nothing of it is said where there is none of it", () => {
    const { config } = convertLayer("onnx", { ...lstm, recurrentKernel });
    expect(Object.keys(config).sort()).toEqual(["activation", "cell", "gateActivation", "hidden", "peepholes"]);
  });

  it("refuses a projection of another cell, and one that is not whole", () => {
    const rnn = arrays(1, 2);
    const projection = numbers(H + 1);
    const refused = (layer: ForeignLayer) => () => convertLayer("pytorch", layer);
    expect(refused({ ...rnn, cell: "rnn", hidden: H, projection })).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
    expect(refused({ ...lstm, recurrentKernel, projection })).toThrow(
      expect.objectContaining({ code: "WEIGHTS_INVALID" }),
    );
  });
});
