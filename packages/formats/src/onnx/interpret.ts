import { RivuletError } from "@rivulet/errors";
import type { Constant, Work } from "./constant.ts";
import { Context } from "./context.ts";
import { type Atom, LARGEST_RANK } from "./dims.ts";
import type { Operators } from "./operator.ts";
import { activationOperators } from "./ops/activations.ts";
import { constantOperators } from "./ops/constants.ts";
import { layoutOperators } from "./ops/layout.ts";
import { linearOperators } from "./ops/linear.ts";
import { recurrentOperators } from "./ops/recurrent.ts";
import { selectOperators } from "./ops/select.ts";
import { readTensor } from "./read-tensor.ts";
import { damaged, nodeName, refuse, short } from "./refuse.ts";
import type { GraphProto, NodeProto, TensorProto, ValueInfoProto } from "./schema.ts";
import type { Signal, Value } from "./values.ts";

const operators: Operators = {
  ...recurrentOperators,
  ...layoutOperators,
  ...selectOperators,
  ...constantOperators,
  ...linearOperators,
  ...activationOperators,
};

/** What the outputs of a graph are, in its order. */
export interface Interpreted {
  readonly outputs: readonly { readonly name: string; readonly signal: Signal }[];
}

/**
 * Runs a graph on what its tensors mean instead of on numbers. Only nodes that the outputs depend on are looked at.
 * `given` are inputs of the graph to take as constants.
 *
 * @throws RivuletError IMPORT_UNSUPPORTED with the node that means nothing here, FILE_DAMAGED, FILE_TOO_LARGE
 */
export function interpret(
  graph: GraphProto,
  opset: number,
  given: ReadonlyMap<string, Constant>,
  work: Work,
): Interpreted {
  const values = new Map<string, Value>(given);
  const stored = new Map<string, TensorProto>();
  for (const tensor of graph.initializer ?? []) stored.set(tensor.name ?? "", tensor);
  for (const input of graph.input ?? []) {
    const name = input.name ?? "";
    if (!values.has(name) && !stored.has(name)) values.set(name, inputSignal(input));
  }
  /** Read when first used: what no node needs may be of any type. */
  const lookUp = (name: string): Value | undefined => {
    const tensor = values.has(name) ? undefined : stored.get(name);
    if (tensor !== undefined) values.set(name, readTensor(tensor));
    return values.get(name);
  };
  for (const node of neededNodes(graph)) {
    const inputs = (node.input ?? []).map((name) => {
      if (name === "") return undefined;
      return lookUp(name) ?? missing(name, node);
    });
    const results = operate(node, inputs, opset, work);
    node.output?.forEach((name, i) => {
      if (name === "" || results[i] === undefined) return;
      if (values.has(name) || stored.has(name)) throw damaged("each tensor made once", `${short(name)} again`);
      values.set(name, results[i]);
    });
  }
  const outputs = (graph.output ?? []).map(({ name = "" }) => {
    const value = lookUp(name);
    if (value === undefined) throw damaged(`a node that makes the output ${short(name)}`, "none");
    if (value.kind === "signal") return { name, signal: value };
    throw new RivuletError("IMPORT_UNSUPPORTED", `expected outputs that depend on an input, came ${short(name)}`);
  });
  return { outputs };
}

function operate(node: NodeProto, inputs: readonly (Value | undefined)[], opset: number, work: Work): readonly Value[] {
  const { opType = "", domain = "" } = node;
  if (domain !== "" && domain !== "ai.onnx") return refuse(node, "operators of ONNX", `one of ${short(domain)}`);
  if (!Object.hasOwn(operators, opType))
    return refuse(node, `an operator of ${Object.keys(operators).sort().join(", ")}`, "another");
  return operators[opType](new Context(node, inputs, opset, work));
}

/** In the order of the graph, which must be one in which each tensor is made before it is used. */
function neededNodes({ node: nodes = [], output = [] }: GraphProto): readonly NodeProto[] {
  const needed = new Set(output.map(({ name }) => name ?? ""));
  const taken: NodeProto[] = [];
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (!node.output?.some((name) => name !== "" && needed.has(name))) continue;
    taken.push(node);
    for (const name of node.input ?? []) needed.add(name);
  }
  return taken.reverse();
}

function missing(name: string, node: NodeProto): never {
  throw damaged(`${short(name)} to be made before ${nodeName(node)}`, "a graph out of order or with a cycle");
}

function inputSignal({ name = "", type }: ValueInfoProto): Signal {
  const dims = type?.tensorType?.shape?.dim;
  if (dims === undefined || dims.length > LARGEST_RANK) {
    throw new RivuletError(
      "IMPORT_UNSUPPORTED",
      `expected a tensor of known axes as input ${short(name)}, came another`,
    );
  }
  const atoms = dims.map(({ dimValue, dimParam }, inputAxis): Atom => {
    const size = dimValue !== undefined && dimValue > 0 ? dimValue : undefined;
    return { role: undefined, size, symbol: dimParam || undefined, inputAxis };
  });
  const size = atoms.at(-1)?.size ?? 0;
  return {
    kind: "signal",
    streams: [{ kind: "input", name, size, node: `input ${short(name)}` }],
    axes: atoms.map((atom) => [atom]),
  };
}
