export { argmax } from "./argmax.ts";
export { type BeamOptions, type BranchingStepper, beamSearch, type Hypothesis } from "./beam-search.ts";
export { ByteReader, ByteWriter } from "./bytes.ts";
export { type Capabilities, capabilities } from "./capabilities.ts";
export {
  type CellTraits,
  cellTraits,
  inputSize,
  layerColumns,
  layerParts,
  outputSize,
  type RecurrentPart,
  recurrentParts,
  stateSizes,
} from "./cell-traits.ts";
export { inputChecker } from "./check-input.ts";
export type {
  Activation,
  BidirectionalLayer,
  DenseInput,
  DenseLayer,
  EmbeddingInput,
  EmbeddingTable,
  GruLayer,
  HeadConfig,
  InputConfig,
  LayerConfig,
  LstmLayer,
  MixedStepInput,
  ModelConfig,
  OneHotInput,
  ParametricActivation,
  PlainActivation,
  RecurrentLayerConfig,
  RnnLayer,
  Shape,
  SimplifiedGruLayer,
  StepInput,
} from "./config.ts";
export { CtcBeam, CtcGreedy, type CtcReading } from "./ctc-decode.ts";
export type { Decoding } from "./encoder-decoder/decoding.ts";
export { EncoderDecoder } from "./encoder-decoder/encoder-decoder.ts";
export {
  type AnyModelConfig,
  type AttentionConfig,
  type DecoderConfig,
  type EncoderConfig,
  type EncoderDecoderConfig,
  isEncoderDecoder,
} from "./encoder-decoder/encoder-decoder-config.ts";
export {
  annotationSize,
  decoderConfig,
  decoderStates,
  encoderConfig,
  queryLayer,
  querySize,
} from "./encoder-decoder/encoder-decoder-parts.ts";
export { anyWeightCount, anyWeightShapes, validateAnyWeights } from "./encoder-decoder/encoder-decoder-weights.ts";
export type { LiveEncoder } from "./encoder-decoder/live-encoder.ts";
export type { DecodeOptions, Source } from "./encoder-decoder/source.ts";
export { validateAnyConfig } from "./encoder-decoder/validate-encoder-decoder.ts";
export type { ColumnMoments } from "./error-feedback.ts";
export { type GreedyOptions, greedy, type TokenStepper } from "./greedy.ts";
export { Model, type SessionOptions } from "./model.ts";
export type { ModelOptions } from "./model-kernels.ts";
export { type QuantizedFormat, quantizeTensor, quantizeWeights } from "./quantize.ts";
export { Random } from "./random.ts";
export { readLayer } from "./read-layer.ts";
export { runSequence } from "./run-sequence.ts";
export type { SequenceOutputs } from "./sequence-outputs.ts";
export type { Session } from "./session.ts";
export { seal, unseal } from "./snapshot.ts";
export {
  dequantize,
  isQuantized,
  type QuantizedTensor,
  type StoredTensor,
  type StoredWeights,
  type Tensor,
  type Weights,
} from "./tensors.ts";
export { validateConfig } from "./validate-config.ts";
export { validateWeights, weightShapes } from "./weights.ts";
export { createWindowedSession } from "./windowed/create-windowed-session.ts";
export type { WindowOptions } from "./windowed/window-options.ts";
export type { WindowedOutput, WindowedSession } from "./windowed/windowed-session.ts";
