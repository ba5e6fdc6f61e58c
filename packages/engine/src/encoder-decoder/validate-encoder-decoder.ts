import { RivuletError } from "@rivulet/errors";
import { recurrentParts, stateSizes } from "../cell-traits.ts";
import type { ModelConfig } from "../config.ts";
import { object, oneOf, refuse, whole } from "../config-fields.ts";
import { validateConfig } from "../validate-config.ts";
import type { AnyModelConfig, EncoderDecoderConfig } from "./encoder-decoder-config.ts";
import {
  annotationSize,
  decoderConfig,
  decoderStates,
  encoderConfig,
  encoderStreams,
  forwardLayers,
  querySize,
} from "./encoder-decoder-parts.ts";

/** Refuses a configuration that is not exactly of the form of `EncoderDecoderConfig`: CONFIG_INVALID names the place. */
export function validateEncoderDecoder(value: unknown): EncoderDecoderConfig {
  const fields = object("the configuration", value, ["shape", "encoder", "decoder", "attention", "bridge"]);
  oneOf("shape", fields.shape, ["encoder-decoder"]);
  object("encoder", fields.encoder, ["input", "layers"]);
  object("decoder", fields.decoder, ["input", "layers", "heads"]);
  oneOf("bridge", fields.bridge, ["copy", "dense"]);
  if (fields.attention !== undefined) checkAttention(fields.attention);
  const config = value as EncoderDecoderConfig;
  checkPart("encoder", { ...config.encoder, heads: [] });
  checkPart("decoder", config.decoder);
  if (recurrentParts(encoderConfig(config)).length === 0) {
    refuse("encoder.layers", "with a recurrent one", config.encoder.layers);
  }
  checkDecoder(config);
  if (config.attention?.kind === "dot" && annotationSize(config) !== querySize(config)) {
    refuse(
      "the decoder's a⟨t⟩",
      `as long as the annotations, ${annotationSize(config)}, for dot attention`,
      querySize(config),
    );
  }
  if (config.bridge === "copy") checkCopy(config);
  else checkReadable(config);
  return config;
}

/** A configuration of any shape. */
export function validateAnyConfig(value: unknown): AnyModelConfig {
  const shape = (value as { readonly shape?: unknown } | null | undefined)?.shape;
  return shape === "encoder-decoder" ? validateEncoderDecoder(value) : validateConfig(value);
}

function checkAttention(value: unknown): void {
  const kind = (value as { readonly kind?: unknown } | null)?.kind;
  oneOf("attention.kind", kind, ["additive", "dot", "general"]);
  const attention = object("attention", value, kind === "additive" ? ["kind", "size"] : ["kind"]);
  if (kind === "additive") whole("attention.size", attention.size);
}

function checkPart(name: string, part: ModelConfig | EncoderDecoderConfig["decoder"]): void {
  try {
    validateConfig(part);
  } catch (error) {
    if (!(error instanceof RivuletError)) throw error;
    throw new RivuletError("CONFIG_INVALID", `${name}: ${error.message}`, { cause: error });
  }
}

function checkDecoder(config: EncoderDecoderConfig): void {
  const { input, layers, heads } = config.decoder;
  if (recurrentParts(decoderConfig(config)).some(({ direction }) => direction === "backward")) {
    refuse("decoder.layers", "without a backward direction", layers);
  }
  const states = forwardLayers(config.decoder);
  if (states.length === 0) refuse("decoder.layers", "with a recurrent one", layers);
  for (const { index, layer } of states) {
    if (layer.initialState !== "learned") continue;
    refuse(`decoder.layers[${index}].initialState`, "absent: the bridge gives it", layer.initialState);
  }
  const ids = input.kind === "one-hot" ? input.size : input.kind === "embedding" ? input.tables[0].rows : 0;
  const alone = input.kind === "one-hot" || (input.tables?.length === 1 && input.dense === undefined);
  if (!alone) refuse("decoder.input", "one id: one-hot, or one embedding table alone", input);
  if (config.attention && input.kind !== "embedding") {
    refuse("decoder.input", "an embedding, which the context of the attention stands beside", input.kind);
  }
  const [head] = heads;
  if (heads.length !== 1 || head.activation !== "softmax" || (head.delay ?? 0) !== 0) {
    refuse("decoder.heads", "one softmax without a delay", heads);
  }
  if (head.size > ids) refuse("decoder.heads[0].size", `at most the ${ids} ids of the decoder's input`, head.size);
  // The context widens the lowest layer's x⟨t⟩, which a residual link there would have to match.
  checkPart("decoder", decoderConfig(config));
}

function checkCopy(config: EncoderDecoderConfig): void {
  if (!encoderStreams(config)) refuse("bridge", "dense where the encoder looks backward", config.bridge);
  const came = JSON.stringify(forwardLayers(config.encoder).map(({ layer }) => stateSizes(layer)));
  const expected = JSON.stringify(decoderStates(config));
  if (came !== expected) {
    refuse("bridge", `dense where the encoder's states ${came} are not the decoder's ${expected}`, config.bridge);
  }
}

/** What a many-to-one model reads of a bidirectional layer is each direction's last step, which lie at both ends. */
function checkReadable({ encoder }: EncoderDecoderConfig): void {
  const top = encoder.layers[encoder.layers.length - 1];
  if (top.cell !== "bidirectional" || (top.merge ?? "concat") === "concat") return;
  refuse("the merge of the encoder's top layer", "concat under a dense bridge", top.merge);
}
