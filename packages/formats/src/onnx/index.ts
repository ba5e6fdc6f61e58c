export { encodeOnnx } from "./encode-onnx.ts";
export { exportOnnx } from "./export/export-onnx.ts";
export { importOnnx, type OnnxImportOptions } from "./import-onnx.ts";
export type { OnnxInput, OnnxModel, OnnxOutput, OnnxReading } from "./onnx-model.ts";
export { type AttributeValue, attributeProto, floatTensor, integerTensor, valueInfo } from "./protos.ts";
export { type OnnxTensor, readOnnxTensor } from "./read-onnx-tensor.ts";
export {
  type AttributeProto,
  dataTypes,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./schema.ts";
