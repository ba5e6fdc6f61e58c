import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { traceOf } from "../test/bits.ts";
import { formOf, randomInputs } from "../test/random-models.ts";
import type { ModelConfig } from "./config.ts";
import { Model } from "./model.ts";
import { activationVariants, randomWeights, seededNumbers } from "./reference/index.ts";

// Made once and never again: a runtime, a machine or a change of the kernels that gives other bits breaks the promise
// that a session goes on anywhere.
const digests: Record<string, string> = {};

it.each(activationVariants(1).map((variant) => [formOf(variant), variant] as const))(
  "%s gives the bits it always gave",
  (form, variant) => {
    const config: ModelConfig = {
      input: { kind: "dense", size: 7 },
      layers: [{ ...variant, hidden: 37 }],
      heads: [
        { name: "class", size: 17, activation: "softmax" },
        { name: "flags", size: 3, activation: "sigmoid" },
      ],
    };
    const random = seededNumbers(11);
    const session = Model.create(config, randomWeights(config, random)).createSession();
    const trace = traceOf(session, randomInputs(config, random, 20));
    expect(createHash("sha256").update(trace).digest("hex").slice(0, 16)).toBe(digests[form]);
  },
);
