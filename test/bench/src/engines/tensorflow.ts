import type { CellName } from "../layer/layer.ts";
import { type LayerSubject, writeDense } from "../layer/layer-subject.ts";
import { loadTensorflow, type Tensorflow, type TfTensor } from "../peers/tensorflow.ts";
import type { LayerEngine } from "./layer-engine.ts";

/** a⟨t⟩, and c⟨t⟩ of an LSTM, from x⟨t⟩ and those of the step before. */
type TfCell = (x: TfTensor, state: readonly TfTensor[]) => TfTensor[];

export const tensorflowWasm: LayerEngine = {
  name: "tfjs-wasm f32",
  input: "dense",
  tolerance: 1e-5,
  supports: () => true,
  async open(subject) {
    const { cell, hidden, batch, steps } = subject;
    const tf = await loadTensorflow();
    const { step, weights } = cells[cell](tf, subject);
    const x = new Float32Array(steps * batch * hidden);
    let state = Array.from({ length: cell === "lstm" ? 2 : 1 }, () => tf.zeros([batch, hidden]));
    let output: Float32Array = x;
    return {
      call(t) {
        writeDense(subject, t, x);
        const next = tf.tidy(() => {
          const input = tf.tensor2d(x, [steps * batch, hidden]);
          if (steps === 1) return step(input, state);
          const all: TfTensor[] = [];
          let now = state;
          for (const one of tf.split(input, steps, 0)) {
            now = step(one, now);
            all.push(now[0]);
          }
          return [...now, tf.concat(all, 0)];
        });
        tf.dispose(state);
        output = next[next.length === state.length ? 0 : state.length].dataSync();
        tf.dispose(next.slice(state.length));
        state = next.slice(0, state.length);
      },
      output: () => output,
      close: () => tf.dispose([...state, ...weights]),
    };
  },
};

interface BoundCell {
  readonly step: TfCell;
  readonly weights: readonly TfTensor[];
}

const cells: Readonly<Record<CellName, (tf: Tensorflow, subject: LayerSubject) => BoundCell>> = {
  lstm(tf, subject) {
    // Its own LSTM step, whose gates come in the order Γi, c̃, Γf, Γo.
    const { kernel, bias } = joined(tf, subject, [0, 2, 1, 3]);
    const forgetBias = tf.scalar(0);
    return {
      weights: [kernel, bias, forgetBias],
      step(x, [h, c]) {
        const [nextC, nextH] = tf.basicLSTMCell(forgetBias, kernel, bias, x, c, h);
        return [nextH, nextC];
      },
    };
  },
  gru(tf, subject) {
    const { hidden, batch, weights } = subject;
    const kernel = transposed(tf, subject, "weightIh");
    const recurrent = transposed(tf, subject, "weightHh");
    const bias = tf.tensor1d(weights["layers.0.bias"].data);
    const biasHh = new Float32Array(3 * hidden);
    biasHh.set(weights["layers.0.biasHh"].data, 2 * hidden);
    const recurrentBias = tf.tensor1d(biasHh);
    const one = tf.scalar(1);
    return {
      weights: [kernel, recurrent, bias, recurrentBias, one],
      step(x, [h]) {
        const zx = tf.fused.matMul({ a: x, b: kernel, bias });
        const zh = tf.fused.matMul({ a: h, b: recurrent, bias: recurrentBias });
        const part = (z: TfTensor, from: number, count: number) =>
          tf.slice(z, [0, from * hidden], [batch, count * hidden]);
        const gates = tf.sigmoid(tf.add(part(zx, 0, 2), part(zh, 0, 2)));
        const update = part(gates, 0, 1);
        const candidate = tf.tanh(tf.add(part(zx, 2, 1), tf.mul(part(gates, 1, 1), part(zh, 2, 1))));
        return [tf.add(tf.mul(update, h), tf.mul(tf.sub(one, update), candidate))];
      },
    };
  },
  rnn(tf, subject) {
    const { kernel, bias } = joined(tf, subject, [0]);
    return {
      weights: [kernel, bias],
      step: (x, [h]) => [tf.tanh(tf.fused.matMul({ a: tf.concat([x, h], 1), b: kernel, bias }))],
    };
  },
};

/** W_x over W_a as one kernel [2·H, gates·H], z = [x, a] W, with the gates in another order. */
function joined(tf: Tensorflow, { hidden, weights }: LayerSubject, order: readonly number[]) {
  const columns = order.length * hidden;
  const kernel = new Float32Array(2 * hidden * columns);
  const bias = new Float32Array(columns);
  order.forEach((gate, place) => {
    for (let j = 0; j < hidden; j++) {
      const row = gate * hidden + j;
      const column = place * hidden + j;
      bias[column] = weights["layers.0.bias"].data[row];
      for (let k = 0; k < hidden; k++) {
        kernel[k * columns + column] = weights["layers.0.weightIh"].data[row * hidden + k];
        kernel[(hidden + k) * columns + column] = weights["layers.0.weightHh"].data[row * hidden + k];
      }
    }
  });
  return { kernel: tf.tensor2d(kernel, [2 * hidden, columns]), bias: tf.tensor1d(bias) };
}

/** [rows, K] as [K, rows]. */
function transposed(tf: Tensorflow, { weights }: LayerSubject, name: "weightIh" | "weightHh"): TfTensor {
  const { shape, data } = weights[`layers.0.${name}`];
  const [rows, columns] = shape;
  const turned = new Float32Array(data.length);
  for (let r = 0; r < rows; r++) for (let k = 0; k < columns; k++) turned[k * rows + r] = data[r * columns + k];
  return tf.tensor2d(turned, [columns, rows]);
}
