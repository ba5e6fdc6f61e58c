import { type AttributeValue, attributeProto, floatTensor, integerTensor } from "../protos.ts";
import type { GraphProto, NodeProto, TensorProto, ValueInfoProto } from "../schema.ts";

/** Collects the nodes, constants and ends of one graph. Tensors are spoken of by name. */
export class GraphBuilder {
  readonly #nodes: NodeProto[] = [];
  readonly #constants = new Map<string, TensorProto>();
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  /** What names that are made up begin with; those of a graph inside a node must differ from those around it. */
  readonly #prefix: string;

  constructor(prefix = "") {
    this.#prefix = prefix;
  }

  input(info: ValueInfoProto): string {
    this.#inputs.push(info);
    return info.name ?? "";
  }

  /** `tensor` under the name of an output. */
  output(tensor: string, info: ValueInfoProto): void {
    this.#nodes.push({ opType: "Identity", input: [tensor], output: [info.name ?? ""], name: `output ${info.name}` });
    this.#outputs.push(info);
  }

  floats(name: string, dims: readonly number[], data: Float32Array): string {
    const full = `${this.#prefix}${name}`;
    this.#constants.set(full, floatTensor(full, dims, data));
    return full;
  }

  /** A number; the same one is stored once. */
  float(value: number): string {
    return this.floats(`float ${value}`, [], Float32Array.of(value));
  }

  /** One whole number without an axis. */
  integer(value: number): string {
    const name = `${this.#prefix}integer ${value}`;
    this.#constants.set(name, integerTensor(name, [], [value]));
    return name;
  }

  integers(...values: readonly number[]): string {
    const name = `${this.#prefix}integers ${values.join(" ")}`;
    this.#constants.set(name, integerTensor(name, [values.length], values));
    return name;
  }

  /** A node with one output, whose name is given back. */
  node(opType: string, inputs: readonly string[], attributes: Readonly<Record<string, AttributeValue>> = {}): string {
    return this.nodes(opType, inputs, 1, attributes)[0];
  }

  /** A node with several outputs. */
  nodes(
    opType: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): readonly string[] {
    const name = `${this.#prefix}${opType} ${this.#nodes.length}`;
    const output = Array.from({ length: outputs }, (_, i) => (i === 0 ? name : `${name}.${i}`));
    const attribute = Object.entries(attributes).map(([key, value]) => attributeProto(key, value));
    this.#nodes.push({ opType, name, input: inputs, output, attribute });
    return output;
  }

  graph(name: string): GraphProto {
    return {
      name,
      node: this.#nodes,
      initializer: [...this.#constants.values()],
      input: this.#inputs,
      output: this.#outputs,
    };
  }
}
