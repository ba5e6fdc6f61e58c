import {
  type AttributeValue,
  attributeProto,
  dataTypes,
  encodeOnnx,
  floatTensor,
  integerTensor,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
  valueInfo,
} from "@rivulet/formats/onnx";

/** A graph that a test writes by hand; tensors are spoken of by name. */
export class TestGraph {
  readonly #nodes: NodeProto[] = [];
  readonly #constants: TensorProto[] = [];
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  input(name: string, dims: readonly (number | string)[], type: number = dataTypes.float): string {
    this.#inputs.push(valueInfo(name, type, dims));
    return name;
  }

  output(tensor: string, dims: readonly (number | string)[], type: number = dataTypes.float): void {
    this.#outputs.push(valueInfo(tensor, type, dims));
  }

  /** Weights: random numbers. */
  weights(...dims: readonly number[]): string {
    const length = dims.reduce((product, dim) => product * dim, 1);
    return this.floats(
      dims,
      Array.from({ length }, () => 2 * this.#random() - 1),
    );
  }

  floats(dims: readonly number[], data: readonly number[]): string {
    return this.#constant(floatTensor(`constant${this.#constants.length}`, dims, Float32Array.from(data)));
  }

  integers(...data: readonly number[]): string {
    return this.#constant(integerTensor(`constant${this.#constants.length}`, [data.length], data));
  }

  /** A whole number without an axis. */
  integer(value: number): string {
    return this.#constant(integerTensor(`constant${this.#constants.length}`, [], [value]));
  }

  #constant(tensor: TensorProto): string {
    this.#constants.push(tensor);
    return tensor.name ?? "";
  }

  /** A node with one output, by its name. */
  node(opType: string, input: readonly string[], attributes: Readonly<Record<string, AttributeValue>> = {}): string {
    return this.nodes(opType, input, 1, attributes)[0];
  }

  nodes(
    opType: string,
    input: readonly string[],
    outputs: number,
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): string[] {
    const name = `${opType.toLowerCase()}${this.#nodes.length}`;
    const output = Array.from({ length: outputs }, (_, i) => `${name}.${i}`);
    const attribute = Object.entries(attributes).map(([key, value]) => attributeProto(key, value));
    this.#nodes.push({ opType, name, input, output, attribute });
    return output;
  }

  encode(opset = 17): Uint8Array {
    return encodeOnnx({
      irVersion: 8,
      opsetImport: [{ domain: "", version: opset }],
      graph: {
        name: "test",
        node: this.#nodes,
        initializer: this.#constants,
        input: this.#inputs,
        output: this.#outputs,
      },
    });
  }
}
