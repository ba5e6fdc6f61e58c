import type { GruLayer, InputConfig, LayerConfig, LstmLayer, StepInput } from "../config.ts";
import type { AttentionConfig, EncoderDecoderConfig } from "../encoder-decoder/encoder-decoder-config.ts";

/** Ids of the decoder; the last is the start. */
const TARGETS = 5;

const gru: GruLayer = { cell: "gru", hidden: 4, reset: "before" };
const lstm: LstmLayer = { cell: "lstm", hidden: 3 };
const both: LayerConfig = {
  cell: "bidirectional",
  forward: { cell: "rnn", hidden: 2 },
  backward: { cell: "gru", hidden: 3, reset: "after" },
};
const embedding: InputConfig = { kind: "embedding", tables: [{ name: "word", rows: 6, size: 3 }] };

interface Parts {
  readonly encoder: readonly LayerConfig[];
  readonly decoder: readonly LayerConfig[];
  readonly bridge: "copy" | "dense";
  readonly attention?: AttentionConfig;
  readonly input?: InputConfig;
  readonly output?: "embedding" | "one-hot";
}

function configOf({
  encoder,
  decoder,
  bridge,
  attention,
  input = embedding,
  output = "embedding",
}: Parts): EncoderDecoderConfig {
  return {
    shape: "encoder-decoder",
    encoder: { input, layers: encoder },
    decoder: {
      input:
        output === "one-hot"
          ? { kind: "one-hot", size: TARGETS }
          : { kind: "embedding", tables: [{ name: "said", rows: TARGETS, size: 2 }] },
      layers: decoder,
      heads: [{ name: "word", size: TARGETS - 1, activation: "softmax" }],
    },
    bridge,
    ...(attention && { attention }),
  };
}

/** Every kind of attention and bridge, of encoder and of decoder input, one at least of each. */
export function encoderDecoderVariants(): EncoderDecoderConfig[] {
  const additive: AttentionConfig = { kind: "additive", size: 5 };
  return [
    configOf({ encoder: [gru], decoder: [gru], bridge: "copy" }),
    configOf({
      encoder: [lstm],
      decoder: [lstm],
      bridge: "copy",
      output: "one-hot",
      input: { kind: "dense", size: 3 },
    }),
    configOf({ encoder: [lstm, gru], decoder: [lstm, gru], bridge: "copy", attention: additive }),
    configOf({ encoder: [gru], decoder: [lstm], bridge: "dense", output: "one-hot" }),
    configOf({
      encoder: [gru],
      decoder: [gru],
      bridge: "dense",
      attention: { kind: "dot" },
      input: { kind: "one-hot", size: 4 },
    }),
    configOf({
      encoder: [gru],
      decoder: [{ ...gru, activation: "sigmoid" }],
      bridge: "copy",
      attention: { kind: "dot" },
    }),
    configOf({
      encoder: [lstm],
      decoder: [{ ...lstm, projection: 2 }, gru],
      bridge: "dense",
      attention: { kind: "general" },
    }),
    configOf({ encoder: [both], decoder: [lstm], bridge: "dense", attention: additive }),
    configOf({ encoder: [gru, both], decoder: [gru, lstm], bridge: "dense", attention: { kind: "general" } }),
    configOf({ encoder: [{ ...gru, direction: "backward" }], decoder: [gru], bridge: "dense", attention: additive }),
    configOf({
      encoder: [lstm, { cell: "dense", hidden: 4 }],
      decoder: [
        { cell: "dense", hidden: 4 },
        { ...gru, residual: true },
        { cell: "dense", hidden: 3 },
      ],
      bridge: "dense",
      attention: { kind: "additive", size: 5 },
    }),
  ];
}

/** A source and a target for a test. */
export interface EncoderDecoderExample {
  readonly source: StepInput[];
  /** y⟨t-1⟩ by step. */
  readonly target: number[];
  /** y⟨t⟩ by step. */
  readonly wanted: number[];
}

/** A short name, for test titles. */
export function encoderDecoderName({ encoder, decoder, attention, bridge }: EncoderDecoderConfig): string {
  const cells = (layers: readonly LayerConfig[]) => layers.map(({ cell }) => cell).join(" ");
  return `${cells(encoder.layers)} to ${cells(decoder.layers)} by ${bridge}, attention ${attention?.kind ?? "none"}`;
}

export function randomEncoderDecoderExample(
  config: EncoderDecoderConfig,
  random: () => number,
  sourceSteps: number,
  targetSteps: number,
): EncoderDecoderExample {
  const { input } = config.encoder;
  const below = (count: number) => Math.floor(random() * count);
  const source = Array.from({ length: sourceSteps }, (): StepInput => {
    if (input.kind === "dense") return Float32Array.from({ length: input.size }, () => 2 * random() - 1);
    return below(input.kind === "one-hot" ? input.size : input.tables[0].rows);
  });
  const wanted = Array.from({ length: targetSteps }, () => below(TARGETS - 1));
  return { source, target: [TARGETS - 1, ...wanted.slice(0, -1)], wanted };
}
