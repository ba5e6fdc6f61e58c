import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { traceOf } from "../test/bits.ts";
import { formOf, randomInputs } from "../test/random-models.ts";
import type { LayerConfig, ModelConfig } from "./config.ts";
import { Model } from "./model.ts";
import {
  activationVariants,
  cellVariants,
  furtherActivationVariants,
  randomWeights,
  seededNumbers,
} from "./reference/index.ts";

// Written down once: a runtime, a machine or a change of the kernels that gives other bits breaks the promise that a
// session goes on anywhere.
const digests: Readonly<Record<string, string>> = {
  rnn: "13e372055387beb1",
  "simplified-gru": "d92d3131a23dba26",
  "gru, reset before, updateKeeps new": "eaecef01baab63f1",
  "gru, reset before, updateKeeps old": "c2c5838be3a8b5b0",
  "gru, reset after, updateKeeps new": "f3921b4d9fd326a2",
  "gru, reset after, updateKeeps old": "69cda07059338ab0",
  "lstm, peepholes none": "9f38a7fe1b894a70",
  "lstm, peepholes previous": "cf2a7cdf5f9b6a36",
  "lstm, peepholes current": "88ae4011635ca85b",
  "lstm, coupled true": "aba4ef62087355dc",
  "lstm, coupled true, peepholes current": "0984a86ccb3595df",
  "lstm, outputActivation softsign": "4a124e6a262d5edb",
  "lstm, projected": "f9d78b78f72a68ff",
  "lstm, peepholes previous, coupled true, projected": "6dd9c1153d58328a",
  "rnn, clip 0.6": "1aca45a75b234cfc",
  "simplified-gru, clip 0.6": "d91a7dd89777f201",
  "gru, reset before, clip 0.6": "e3ac6e60b585be13",
  "gru, reset after, clip 0.6": "46859c52f63ecd26",
  "lstm, clip 0.6": "1045427b1cc1788f",
  "gru, reset after, initialState learned": "6cd27e2d7a389c66",
  "lstm, initialState learned, projected": "6432480bd5238faa",
};
const digestOfActivations = "608bd30c3d911116";
const digestOfFurtherActivations = "be69dfda47f6a7b8";

function digest(layers: readonly LayerConfig[], steps: number): string {
  const hash = createHash("sha256");
  for (const layer of layers) {
    const config: ModelConfig = {
      input: { kind: "dense", size: 7 },
      layers: [layer],
      heads: [
        { name: "class", size: 17, activation: "softmax" },
        { name: "flags", size: 3, activation: "sigmoid" },
      ],
    };
    const random = seededNumbers(11);
    const session = Model.create(config, randomWeights(config, random)).createSession();
    hash.update(traceOf(session, randomInputs(config, random, steps)));
    expect(session.hidden().every(Number.isFinite)).toBe(true);
  }
  return hash.digest("hex").slice(0, 16);
}

it.each(cellVariants(37).map((layer) => [formOf(layer), layer] as const))(
  "%s gives the bits it always gave",
  (form, layer) => {
    expect(digest([layer], 100)).toBe(digests[form]);
  },
);

it("so does every activation (few steps: some let the state grow)", () => {
  expect(digest(activationVariants(13), 5)).toBe(digestOfActivations);
  expect(digest(furtherActivationVariants(13), 5)).toBe(digestOfFurtherActivations);
});
