import { type ModelProto, modelSchema } from "./schema.ts";
import { writeMessage } from "./write-message.ts";

/** The bytes of an ONNX file: the container alone, whatever the graph in it says. */
export function encodeOnnx(model: ModelProto): Uint8Array {
  return writeMessage(modelSchema, model);
}
