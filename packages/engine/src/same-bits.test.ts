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
  rnn: "e0da1c02ae9f0304",
  "simplified-gru": "17f9de090290a7fd",
  "gru, reset before, updateKeeps new": "4c8871fda3dbaf14",
  "gru, reset before, updateKeeps old": "b9c49ac086921ec6",
  "gru, reset after, updateKeeps new": "2b1e763bacb13144",
  "gru, reset after, updateKeeps old": "d056bda2e9b92e9e",
  "lstm, peepholes none": "1e36bad45df59e6d",
  "lstm, peepholes previous": "f1d8e2cd5f63665e",
  "lstm, peepholes current": "4a54ef07878915db",
  "lstm, coupled true": "8aa85d8061789e59",
  "lstm, coupled true, peepholes current": "a52c8694d1dc1002",
  "lstm, outputActivation softsign": "ba3ddce4048bd7e9",
  "lstm, projected": "8c2d1f8abf145abb",
  "lstm, peepholes previous, coupled true, projected": "bfc578da2614a509",
  "rnn, clip 0.6": "3aba2b7955ed36d5",
  "simplified-gru, clip 0.6": "30a42691844a1bc2",
  "gru, reset before, clip 0.6": "d836a6e6858b85fc",
  "gru, reset after, clip 0.6": "8116020751043cec",
  "lstm, clip 0.6": "c461a84d82732d5b",
  "gru, reset after, initialState learned": "ec2ad8a2c30f4612",
  "lstm, initialState learned, projected": "09174f800254ae09",
};
const digestOfActivations = "a05e786ad0b804d2";
const digestOfFurtherActivations = "69320b7450383901";

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
