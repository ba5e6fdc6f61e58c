import type { CommonCell } from "@rivulet/formats";
import { convertLayer } from "@rivulet/formats";
import { describe, expect, it } from "vitest";
import { hasVectors, readVectors } from "./data.ts";
import { largestError, network, runners } from "./network.ts";

// Layers of Keras 2.0 with the outputs that it gave, printed to six digits.
const present = hasVectors("keras-js");

interface FlatArray {
  readonly data: readonly number[];
  readonly shape: readonly number[];
}

interface Case {
  readonly input: FlatArray;
  /** Kernel, recurrent kernel and, where the layer uses one, bias. */
  readonly weights: readonly FlatArray[];
  readonly expected: FlatArray;
}

interface Suite {
  readonly cell: CommonCell;
  readonly cases: readonly (readonly [name: string, layer: Case])[];
}

const suites: readonly Suite[] = [
  { cell: "rnn", file: "SimpleRNN.json" },
  { cell: "lstm", file: "LSTM.json" },
].map(({ cell, file }) => ({
  cell: cell as CommonCell,
  cases: present ? Object.entries<Case>(JSON.parse(readVectors(`keras-js/${file}`))) : [],
}));

const configs: Record<string, string> = present ? JSON.parse(readVectors("keras-js/configs.json")) : {};

/** "units=4, activation='tanh', go_backwards=True" */
function keywordsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)=(?:'([^']*)'|(\w+))/g)].map(([, key, quoted, bare]) => [key, quoted ?? bare]),
  );
}

function vectorsOf({ data, shape }: FlatArray): number[][] {
  const width = shape[shape.length - 1];
  return Array.from({ length: data.length / width }, (_, t) => data.slice(t * width, (t + 1) * width));
}

describe.skipIf(!present)("Keras 2 layers (keras-js)", () => {
  it("are all here", () => {
    expect(suites.map(({ cases }) => cases.length)).toEqual([9, 9]);
  });

  for (const [runner, run] of runners) {
    describe(runner, () => {
      for (const { cell, cases } of suites) {
        it.each(cases)("%s", (name, { input, weights, expected }) => {
          const keywords = keywordsOf(configs[name]);
          const [kernel, recurrentKernel, bias] = weights.map(({ data }) => Float32Array.from(data));
          const layer = convertLayer("keras2", {
            cell,
            hidden: Number(keywords.units),
            kernel,
            recurrentKernel,
            ...(bias && { bias }),
            activation: keywords.activation,
            ...(keywords.recurrent_activation && { gateActivation: keywords.recurrent_activation }),
          });
          const inputs = vectorsOf(input).map((vector) => Float32Array.from(vector));
          if (keywords.go_backwards === "True") inputs.reverse(); // the outputs stay in the order of the steps taken
          // The vectors of the stateful layers were taken from the second of two calls on the same input.
          const calls = keywords.stateful === "True" ? 2 : 1;
          const steps = run(network([layer]), Array.from({ length: calls }, () => inputs).flat());
          const outputs = steps.slice(-inputs.length);
          const shown = keywords.return_sequences === "True" ? outputs : outputs.slice(-1);
          expect(largestError(shown, vectorsOf(expected))).toBeLessThanOrEqual(1e-5);
        });
      }
    });
  }
});
