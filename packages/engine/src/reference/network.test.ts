import fc from "fast-check";
import { expect, it } from "vitest";
import { randomInputs } from "../../test/random-models.ts";
import { randomStacks, reversedStacks } from "../../test/random-stacks.ts";
import { readLayer } from "../read-layer.ts";
import {
  finiteDifferences,
  type ReferenceInput,
  referenceBackward,
  referenceForward,
  relativeError,
  type SequenceTargets,
  sequenceLoss,
  type Target,
} from "./index.ts";

const STEPS = 4;
const tolerance = 1e-6;

/** Tanh and its like alone: finite differences across the corner of a ReLU or a clip tell nothing. */
function isSmooth(layers: unknown): boolean {
  return !/relu|clip|hard/.test(JSON.stringify(layers));
}

const targets: SequenceTargets = Array.from({ length: STEPS }, (_, t): Target[] => [
  { loss: "softmax-cross-entropy", target: t, labelSmoothing: 0.1 },
  { loss: "sigmoid-cross-entropy", target: Float64Array.of(1, 0.3, 0), weight: 0.7 },
]);

it.each([
  ["every kind and shape", randomStacks(["many-to-many", "many-to-one"], false)],
  ["every kind, their outputs reversed", reversedStacks(randomStacks(["many-to-many"], false))],
])("the backward pass agrees with finite differences in stacks of %s", (_, all) => {
  const stacks = all.filter(({ config: { layers, heads } }) => isSmooth(layers) && heads.length > 0);
  fc.assert(
    fc.property(stacks, ({ config, weights, random }) => {
      const doubles = Object.fromEntries(
        Object.entries(weights).map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
      );
      const inputs: ReferenceInput[] = randomInputs(config, random, STEPS).map((x) =>
        x instanceof Float32Array ? Float64Array.from(x) : x,
      );
      const loss = () => sequenceLoss(referenceForward(config, doubles, inputs), targets).value;
      const forward = referenceForward(config, doubles, inputs);
      const gradients = referenceBackward(forward, sequenceLoss(forward, targets).dLogits);
      // All numbers of all weights would take long: a few of each tensor.
      for (const [name, { data }] of Object.entries(doubles)) {
        const first = Math.floor(random() * Math.max(1, data.length - 6));
        const numeric = finiteDifferences(data.subarray(first, first + 6), loss);
        const came = gradients.weights[name].data.subarray(first, first + 6);
        expect(Math.min(relativeError(came, numeric), distance(came, numeric)), name).toBeLessThanOrEqual(tolerance);
      }
      inputs.forEach((x, t) => {
        if (!(x instanceof Float64Array)) return;
        const numeric = finiteDifferences(x, loss);
        const error = Math.min(relativeError(gradients.inputs[t], numeric), distance(gradients.inputs[t], numeric));
        expect(error, `the input of step ${t}`).toBeLessThanOrEqual(tolerance);
      });
    }),
    { numRuns: 60 },
  );
});

it("gradients that come from elsewhere go the same way: of the outputs and of the last states", () => {
  const stacks = randomStacks(["many-to-many"], false).filter(({ config: { layers } }) => isSmooth(layers));
  fc.assert(
    fc.property(stacks, ({ config: stack, weights: all, random }) => {
      const config = { ...stack, heads: [] };
      const weights = Object.fromEntries(
        Object.entries(all).flatMap(([name, { shape, data }]) =>
          name.startsWith("heads.") ? [] : [[name, { shape, data: Float64Array.from(data) }]],
        ),
      );
      const inputs = randomInputs(config, random, STEPS);
      const run = () => referenceForward(config, weights, inputs);
      const last = ({ steps, layers }: ReturnType<typeof run>) =>
        layers.flatMap(({ pass }, l) =>
          pass.tracks.flatMap(({ states }, i) => {
            const layer = config.layers[l];
            const backward = i === 1 || ("direction" in layer && layer.direction === "backward");
            return states.length > 0 ? [states[backward ? 0 : steps.length - 1]] : [];
          }),
        );
      const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value ** 2 / 2, 0);
      const loss = () => {
        const forward = run();
        const outputs = forward.steps.map((step) => squares(step.outputs[config.layers.length - 1]));
        const states = last(forward).map(({ hidden, cell }) => squares(hidden) + squares(cell));
        return [...outputs, ...states].reduce((a, b) => a + b, 0);
      };
      const forward = run();
      const gradients = referenceBackward(
        forward,
        forward.steps.map(() => []),
        {
          outputs: forward.steps.map((step) => step.outputs[config.layers.length - 1]),
          states: last(forward),
        },
      );
      for (const [name, { data }] of Object.entries(weights)) {
        const numeric = finiteDifferences(data.subarray(0, 6), loss);
        const came = gradients.weights[name].data.subarray(0, 6);
        expect(Math.min(relativeError(came, numeric), distance(came, numeric)), name).toBeLessThanOrEqual(tolerance);
      }
    }),
    { numRuns: 30 },
  );
});

it("the one step that a many-to-one model reads is told with the last step", () => {
  fc.assert(
    fc.property(randomStacks(["many-to-one"], false), ({ config, weights, random }) => {
      const { steps } = referenceForward(config, weights, randomInputs(config, random, STEPS));
      const read = readLayer(config) ?? 0;
      steps.forEach(({ outputs, logits }, t) => {
        expect(outputs.length).toBe(t === STEPS - 1 ? config.layers.length : read + 1);
        expect(logits.length).toBe(t === STEPS - 1 ? config.heads.length : 0);
      });
    }),
  );
});

/** Near zero the relative error tells nothing. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.hypot(...Array.from({ length: a.length }, (_, i) => a[i] - b[i])) * 100;
}
