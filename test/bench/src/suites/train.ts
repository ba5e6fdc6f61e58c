import { type ModelConfig, Random } from "@rivulet/engine";
import { defaultTrainingOptions, type Sequence, Trainer, type TrainingOptions } from "@rivulet/train";
import { figure, table } from "../page/table.ts";
import { loadTensorflow, type Tensorflow } from "../peers/tensorflow.ts";
import { type Case, inRounds, type Timing } from "../rounds.ts";
import type { Suite } from "../suite.ts";

interface TrainTiming extends Timing {
  readonly hidden: number;
}

export interface TrainResult {
  readonly timings: readonly TrainTiming[];
}

const SIZES = [64, 128, 256];
const BATCH = 16;
const STEPS = 32;
const CLASSES = 32;
/** Updates of one run of the trainer. */
const UPDATES = 4;

/** One update of Adam on a batch: forward, backward and the step, on one thread. */
export const train: Suite<TrainResult> = {
  summary: "training an LSTM tagger of one-hot symbols: one update of a batch, with TensorFlow.js beside",
  async run({ effort, quick }) {
    const timings: TrainTiming[] = [];
    for (const hidden of quick ? SIZES.slice(0, 1) : SIZES) {
      const batches = Array.from({ length: UPDATES }, (_, i) => batch(i));
      const peer = tensorflowTraining(await loadTensorflow(), hidden, batches[0]);
      const cases = [rivuletTraining(hidden, batches), peer];
      timings.push(...(await inRounds(cases, effort)).map((timing) => ({ hidden, ...timing })));
      peer.close();
    }
    return { timings };
  },
  page({ timings }) {
    const rows = timings.map(({ name, hidden, median, p99 }) => [
      `${name}, H = ${hidden}`,
      figure(median / 1000),
      figure(p99 / 1000),
      ((BATCH * STEPS * 1e6) / median).toFixed(0),
    ]);
    return [
      `${BATCH} sequences of ${STEPS} symbols out of ${CLASSES}, every symbol labelled; forward, backward and Adam, one thread.`,
      table(["one update", "median ms", "p99 ms", "symbols a second"], rows),
    ].join("\n\n");
  },
};

/** A sequence of symbols that all have a label. */
interface LabelledSequence extends Sequence {
  readonly ids: Int32Array;
  readonly targets: readonly [Int32Array];
}

function batch(seed: number): LabelledSequence[] {
  const random = new Random(seed);
  const symbols = () => Int32Array.from({ length: STEPS }, () => random.below(CLASSES));
  return Array.from({ length: BATCH }, () => ({ steps: STEPS, ids: symbols(), targets: [symbols()] }));
}

function rivuletTraining(hidden: number, batches: readonly (readonly Sequence[])[]): Case {
  const config: ModelConfig = {
    input: { kind: "one-hot", size: CLASSES },
    layers: [{ cell: "lstm", hidden }],
    heads: [{ name: "label", size: CLASSES, activation: "softmax" }],
  };
  const options: TrainingOptions = {
    ...defaultTrainingOptions,
    epochs: 1,
    schedule: { kind: "constant", warmup: 0, floor: 1 },
    labelSmoothing: 0,
    inputDropout: 0,
    outputDropout: 0,
    shards: 1,
  };
  return {
    name: "rivulet",
    operations: UPDATES,
    call: () => new Trainer(config, options).run({ batches: () => batches }, () => ({ score: 0, figures: {} })),
  };
}

/** The same network out of TensorFlow.js's own LSTM cell, step by step. */
function tensorflowTraining(
  tf: Tensorflow,
  hidden: number,
  sequences: readonly LabelledSequence[],
): Case & { close(): void } {
  const random = new Random(1);
  const weights = (rows: number, columns: number) => {
    const values = Float32Array.from({ length: rows * columns }, () => (2 * random.next() - 1) / Math.sqrt(rows));
    return tf.variable(tf.tensor2d(values, [rows, columns]));
  };
  const kernel = weights(CLASSES + hidden, 4 * hidden);
  const bias = tf.variable(tf.zeros([4 * hidden]));
  const headKernel = weights(hidden, CLASSES);
  const headBias = tf.variable(tf.zeros([CLASSES]));
  const variables = [kernel, bias, headKernel, headBias];
  const forgetBias = tf.scalar(1);
  const oneHot = (ids: Int32Array) => tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(ids, "int32"), CLASSES), "float32"));
  const column = (s: number, of: (sequence: LabelledSequence) => Int32Array) =>
    Int32Array.from(sequences, (sequence) => of(sequence)[s]);
  const steps = Array.from({ length: STEPS }, (_, s) => s);
  const inputs = steps.map((s) => oneHot(column(s, ({ ids }) => ids)));
  const labels = oneHot(Int32Array.from(steps.flatMap((s) => [...column(s, ({ targets }) => targets[0])])));
  const optimizer = tf.train.adam(defaultTrainingOptions.rate);
  const loss = () => {
    let [c, h] = [tf.zeros([BATCH, hidden]), tf.zeros([BATCH, hidden])];
    const outputs = inputs.map((x) => {
      [c, h] = tf.basicLSTMCell(forgetBias, kernel, bias, x, c, h);
      return h;
    });
    const logits = tf.add(tf.matMul(tf.concat(outputs, 0), headKernel), headBias);
    return tf.losses.softmaxCrossEntropy(labels, logits);
  };
  return {
    name: "tfjs-wasm",
    call() {
      const cost = optimizer.minimize(loss, true, variables);
      cost.dataSync();
      cost.dispose();
    },
    close() {
      optimizer.dispose();
      tf.dispose([...variables, ...inputs, labels, forgetBias]);
    },
  };
}
