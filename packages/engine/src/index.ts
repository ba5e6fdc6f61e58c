export { argmax } from "./argmax.ts";
export { ByteReader, ByteWriter } from "./bytes.ts";
export { type Capabilities, capabilities } from "./capabilities.ts";
export { type CellTraits, cellTraits } from "./cell-traits.ts";
export type {
  Activation,
  DenseInput,
  EmbeddingInput,
  EmbeddingTable,
  GruLayer,
  HeadConfig,
  InputConfig,
  LayerConfig,
  LstmLayer,
  ModelConfig,
  OneHotInput,
  RnnLayer,
  SimplifiedGruLayer,
  StepInput,
} from "./config.ts";
export type { ColumnMoments } from "./error-feedback.ts";
export { Model, type SessionOptions } from "./model.ts";
export type { ModelOptions } from "./model-kernels.ts";
export { type QuantizedFormat, quantizeTensor, quantizeWeights } from "./quantize.ts";
export { Random } from "./random.ts";
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
export { inputSize, validateWeights, weightCount, weightShapes } from "./weights.ts";
