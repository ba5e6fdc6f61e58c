// Prints as JSON by how many bytes a call the JavaScript heap grew, for each kind of step. Needs --expose-gc, and a young
// generation (--min-semi-space-size) so large that no collection comes in between and hides what was allocated.
import { Model, type ModelConfig, type StepInput } from "../src/index.ts";
import { randomWeights, seededNumbers } from "../src/reference/index.ts";

const CALLS = 100_000;
const WARM_UP = 30_000;
/** More than one kernel call takes. */
const SESSIONS = 33;

const shape: Pick<ModelConfig, "layers" | "heads"> = {
  layers: [
    { cell: "lstm", hidden: 8 },
    { cell: "gru", hidden: 8, reset: "before" },
  ],
  heads: [{ name: "class", size: 5, activation: "softmax" }],
};
const dense: ModelConfig = { ...shape, input: { kind: "dense", size: 6 } };
const ids: ModelConfig = { ...shape, input: { kind: "embedding", tables: [{ name: "word", rows: 50, size: 6 }] } };

function modelOf(config: ModelConfig): Model {
  return Model.create(config, randomWeights(config, seededNumbers(1)));
}

function growth(call: () => void): number {
  for (let i = 0; i < WARM_UP; i++) call();
  globalThis.gc?.();
  const before = process.memoryUsage();
  for (let i = 0; i < CALLS; i++) call();
  const after = process.memoryUsage();
  return (after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers) / CALLS;
}

function stepping(config: ModelConfig, input: StepInput): number {
  const session = modelOf(config).createSession();
  const seen = new Float32Array(2);
  return growth(() => {
    session.step(input);
    seen[0] = session.probabilities()[0];
    seen[1] = session.hidden()[0];
  });
}

function steppingMany(config: ModelConfig, input: StepInput): number {
  const model = modelOf(config);
  const sessions = Array.from({ length: SESSIONS }, () => model.createSession());
  const inputs = sessions.map(() => input);
  return growth(() => model.stepMany(sessions, inputs));
}

console.log(
  JSON.stringify({
    dense: stepping(dense, Float32Array.of(1, 2, 3, 4, 5, 6)),
    id: stepping(ids, 7),
    ids: stepping(ids, Int32Array.of(1, 2, 3)),
    many: steppingMany(dense, Float32Array.of(1, 2, 3, 4, 5, 6)),
  }),
);
