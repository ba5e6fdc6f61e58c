import type { CellName } from "../layer/layer.ts";
import type { LayerSubject } from "../layer/layer-subject.ts";
import type { LayerEngine } from "./layer-engine.ts";

/** The loops that one writes by hand: weights row by row in Float32Array, sums in double precision. */
export const plainJs: LayerEngine = {
  name: "plain JS f32",
  input: "dense",
  tolerance: 1e-5,
  // Many sessions would be this loop many times over.
  supports: ({ batch }) => batch === 1,
  open(subject) {
    const { hidden, steps, vocabulary } = subject;
    const step = cells[subject.cell](subject);
    const output = new Float32Array(steps * hidden);
    return {
      call(t) {
        for (let s = 0; s < steps; s++) output.set(step(vocabulary[subject.token(t, s, 0)]), s * hidden);
      },
      output: () => output,
      close: () => {},
    };
  },
};

/** a⟨t⟩ from x⟨t⟩, the state kept inside. */
type PlainCell = (x: Float32Array) => Float32Array;

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** z ← b + W x */
function product(z: Float32Array, W: Float32Array, x: Float32Array, b: Float32Array): void {
  const columns = x.length;
  for (let r = 0; r < z.length; r++) {
    let sum = b[r];
    for (let k = 0; k < columns; k++) sum += W[r * columns + k] * x[k];
    z[r] = sum;
  }
}

function arrays({ weights, hidden }: LayerSubject) {
  const bias = weights["layers.0.bias"].data;
  return {
    Wx: weights["layers.0.weightIh"].data,
    Wa: weights["layers.0.weightHh"].data,
    bias,
    recurrentBias: new Float32Array(bias.length),
    zx: new Float32Array(bias.length),
    za: new Float32Array(bias.length),
    a: new Float32Array(hidden),
  };
}

const cells: Readonly<Record<CellName, (subject: LayerSubject) => PlainCell>> = {
  lstm(subject) {
    const { Wx, Wa, bias, recurrentBias, zx, za, a } = arrays(subject);
    const H = subject.hidden;
    const c = new Float32Array(H);
    return (x) => {
      product(zx, Wx, x, bias);
      product(za, Wa, a, recurrentBias);
      for (let j = 0; j < H; j++) {
        const input = sigmoid(zx[j] + za[j]);
        const forget = sigmoid(zx[H + j] + za[H + j]);
        const candidate = Math.tanh(zx[2 * H + j] + za[2 * H + j]);
        const out = sigmoid(zx[3 * H + j] + za[3 * H + j]);
        c[j] = input * candidate + forget * c[j];
        a[j] = out * Math.tanh(c[j]);
      }
      return a;
    };
  },
  gru(subject) {
    const { Wx, Wa, bias, recurrentBias, zx, za, a } = arrays(subject);
    const H = subject.hidden;
    recurrentBias.set(subject.weights["layers.0.biasHh"].data, 2 * H);
    return (x) => {
      product(zx, Wx, x, bias);
      product(za, Wa, a, recurrentBias);
      for (let j = 0; j < H; j++) {
        const update = sigmoid(zx[j] + za[j]);
        const reset = sigmoid(zx[H + j] + za[H + j]);
        const candidate = Math.tanh(zx[2 * H + j] + reset * za[2 * H + j]);
        a[j] = update * a[j] + (1 - update) * candidate;
      }
      return a;
    };
  },
  rnn(subject) {
    const { Wx, Wa, bias, recurrentBias, zx, za, a } = arrays(subject);
    return (x) => {
      product(zx, Wx, x, bias);
      product(za, Wa, a, recurrentBias);
      for (let j = 0; j < a.length; j++) a[j] = Math.tanh(zx[j] + za[j]);
      return a;
    };
  },
};
