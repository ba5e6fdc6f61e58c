import { convertLayer } from "@rivulet/formats";
import { describe, expect, it } from "vitest";
import { hasVectors } from "../data.ts";
import { largestError, network, runners } from "../network.ts";
import { kerasJsCases, keywordsOf } from "./keras-js-vectors.ts";

describe.skipIf(!hasVectors("keras-js"))("Keras 2 layers (keras-js)", () => {
  it("are all here", () => {
    expect(kerasJsCases.map(({ cases }) => cases.length)).toEqual([9, 9]);
  });

  for (const [runner, run] of runners) {
    describe(runner, () => {
      for (const { cell, cases } of kerasJsCases) {
        it.each(cases)("%s", (name, { inputs, arrays, expected }) => {
          const keywords = keywordsOf(name);
          const [kernel, recurrentKernel, bias] = arrays.map(({ data }) => Float32Array.from(data));
          const layer = convertLayer("keras2", {
            cell,
            hidden: Number(keywords.units),
            kernel,
            recurrentKernel,
            ...(bias && { bias }),
            activation: keywords.activation,
            ...(keywords.recurrent_activation && { gateActivation: keywords.recurrent_activation }),
          });
          // The outputs of go_backwards stay in the order of the steps taken.
          const taken = keywords.go_backwards === "True" ? inputs.toReversed() : inputs;
          // The vectors of the stateful layers were taken from the second of two calls on the same input.
          const calls = keywords.stateful === "True" ? 2 : 1;
          const steps = run(network([layer]), Array.from({ length: calls }, () => taken).flat());
          const outputs = steps.slice(-inputs.length);
          const shown = keywords.return_sequences === "True" ? outputs : outputs.slice(-1);
          expect(largestError(shown, expected)).toBeLessThanOrEqual(1e-5);
        });
      }
    });
  }
});
