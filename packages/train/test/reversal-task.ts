import { EncoderDecoder, type EncoderDecoderConfig, greedy, Random, type Weights } from "@rivulet/engine";
import type { Sequence } from "../src/sequence.ts";
import type { BatchSource, Evaluation } from "../src/trainer.ts";

/** Tokens 0 to LETTERS − 1, then the end; the decoder also has a mark for the start. */
const LETTERS = 8;
const END = LETTERS;
const START = LETTERS + 1;

/** Says the source backwards: what comes last is needed first, so that the whole source must be read. */
export interface ReversalTask {
  readonly shortest: number;
  readonly longest: number;
}

export function reversalConfig(
  rest: Pick<EncoderDecoderConfig, "attention" | "bridge">,
  isBidirectional = false,
): EncoderDecoderConfig {
  const gru = (hidden: number) => ({ cell: "gru", hidden, reset: "after" }) as const;
  return {
    shape: "encoder-decoder",
    encoder: {
      input: { kind: "embedding", tables: [{ name: "letter", rows: LETTERS, size: 16 }] },
      layers: isBidirectional ? [{ cell: "bidirectional", forward: gru(16), backward: gru(16) }] : [gru(32)],
    },
    decoder: {
      input: { kind: "embedding", tables: [{ name: "letter", rows: LETTERS + 2, size: 16 }] },
      layers: [gru(32)],
      heads: [{ name: "letter", size: LETTERS + 1, activation: "softmax" }],
    },
    ...rest,
  };
}

function randomLetters({ shortest, longest }: ReversalTask, random: Random): Int32Array {
  return Int32Array.from({ length: shortest + random.below(longest - shortest + 1) }, () => random.below(LETTERS));
}

export function reversalExample(letters: Int32Array): Sequence {
  const reversed = letters.toReversed();
  return {
    steps: letters.length + 1,
    source: { steps: letters.length, ids: letters },
    ids: Int32Array.of(START, ...reversed),
    targets: [Int32Array.of(...reversed, END)],
  };
}

/** `updates` batches of 32 an epoch, the same for the same epoch. */
export function reversalBatches(task: ReversalTask, updates: number): BatchSource {
  return {
    batches(epoch) {
      const random = new Random(500 + epoch);
      return Array.from({ length: updates }, () =>
        Array.from({ length: 32 }, () => reversalExample(randomLetters(task, random))),
      );
    },
  };
}

/** Share of new sequences that the engine's own model reverses without a mistake. */
export function evaluateReversal(config: EncoderDecoderConfig, task: ReversalTask): (weights: Weights) => Evaluation {
  return (weights) => {
    const model = EncoderDecoder.create(config, weights);
    const random = new Random(99);
    let right = 0;
    for (let i = 0; i < 100; i++) {
      const letters = randomLetters(task, random);
      const source = model.encode([...letters]);
      const decoding = source.decode();
      const said = greedy(decoding, { start: START, end: END, maxSteps: 2 * task.longest });
      if (said.join() === letters.toReversed().join()) right++;
      decoding.dispose();
      source.dispose();
    }
    return { score: right / 100, figures: {} };
  };
}
