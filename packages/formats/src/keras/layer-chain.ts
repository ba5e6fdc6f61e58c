import { isSplit } from "./bidirectional-layer.ts";
import { type Fields, field, isFields, objectField, textField } from "./fields.ts";
import { type KerasLayer, kerasLayer } from "./keras-layer.ts";
import { damaged, short, unsupported } from "./refuse.ts";

const functional = ["Functional", "Model"];

/**
 * The layers of a Sequential model, or of a functional one that is a chain, from the input to the output.
 *
 * @throws RivuletError IMPORT_UNSUPPORTED where layers branch, join or are shared; FILE_DAMAGED
 */
export function layerChain(model: unknown): readonly KerasLayer[] {
  if (!isFields(model)) throw damaged("an object as the model's configuration", short(model));
  const className = textField(model, "class_name", "the model");
  if (className === "Sequential") return sequence(model).map(kerasLayer);
  if (functional.includes(className)) return chain(objectField(model, "config", className));
  throw unsupported("a Sequential or a functional model", `the class ${short(className)}`);
}

/** Keras before 2.2.3 wrote the list of layers as `config` itself. */
function sequence(model: Fields): readonly Fields[] {
  const config = field(model, "config");
  return objects(Array.isArray(config) ? config : layersOf(objectField(model, "config", "Sequential")));
}

function layersOf(config: Fields): readonly unknown[] {
  const layers = field(config, "layers");
  if (Array.isArray(layers)) return layers;
  throw damaged("a list as layers of the model", short(layers));
}

function objects(list: readonly unknown[]): readonly Fields[] {
  return list.map((item) => {
    if (isFields(item)) return item;
    throw damaged("an object as a layer", short(item));
  });
}

function chain(config: Fields): readonly KerasLayer[] {
  const after = new Map<string, KerasLayer>();
  const first: KerasLayer[] = [];
  const layers = objects(layersOf(config));
  for (const fields of layers) {
    const layer = kerasLayer(fields);
    const below = layerBelow(fields, layer.name);
    if (below === undefined) first.push(layer);
    else if (after.has(below)) throw notAChain(`two layers after ${short(below)}`);
    else after.set(below, layer);
  }
  if (first.length !== 1) throw notAChain(`${first.length} inputs`);
  const chained = [first[0]];
  for (let next = after.get(first[0].name); next !== undefined; next = after.get(next.name)) {
    if (chained.length === layers.length) throw damaged("layers without a cycle", "one");
    chained.push(next);
  }
  if (chained.length !== layers.length) throw notAChain("layers that the input does not lead to");
  const outputs = edges(field(config, "output_layers"));
  const top = chained[chained.length - 1];
  const count = isSplit(top) ? 2 : 1;
  if (outputs.length !== count || outputs.some(([name, , tensor], i) => name !== top.name || tensor !== i)) {
    throw notAChain(`the outputs ${outputs.map(([name, , tensor]) => `${short(name)} ${short(tensor)}`).join(", ")}`);
  }
  return chained;
}

/** `["name", node, tensor]`: Keras 3 writes one edge so, Keras 2 a list of such edges. */
function edges(value: unknown): readonly (readonly unknown[])[] {
  if (!Array.isArray(value)) return [];
  return typeof value[0] === "string" ? [value] : value.map((edge) => (Array.isArray(edge) ? edge : []));
}

/** The layer whose output this one takes; undefined of an input. */
function layerBelow(fields: Fields, name: string): string | undefined {
  const nodes = field(fields, "inbound_nodes");
  if (!Array.isArray(nodes) || nodes.length === 0) return undefined;
  if (nodes.length > 1) throw notAChain(`the layer ${short(name)} in ${nodes.length} places`);
  const [node]: readonly unknown[] = nodes;
  const { inputs, keywords } = isFields(node) ? callOfKeras3(node) : callOfKeras2(node);
  const tensor = keywords.find(([, value]) => typeof value === "object" && value !== null);
  if (tensor !== undefined) throw notAChain(`${short(tensor[0])} handed to the layer ${short(name)}`);
  if (inputs.length !== 1) throw notAChain(`${inputs.length} inputs of the layer ${short(name)}`);
  const [below] = inputs;
  if (typeof below === "string") return below;
  throw damaged(`the name of a layer below ${short(name)}`, short(below));
}

interface Call {
  readonly inputs: readonly unknown[];
  readonly keywords: readonly (readonly [string, unknown])[];
}

/** `{ args: [{ config: { keras_history: ["name", 0, 0] } }], kwargs }` */
function callOfKeras3(node: Fields): Call {
  // A layer of several inputs has them as a list in the list.
  const inputs = [field(node, "args")].flat(2).map((tensor) => {
    const config = isFields(tensor) ? field(tensor, "config") : undefined;
    const history = isFields(config) ? field(config, "keras_history") : undefined;
    return Array.isArray(history) ? history[0] : undefined;
  });
  const keywords = field(node, "kwargs");
  return { inputs, keywords: isFields(keywords) ? Object.entries(keywords) : [] };
}

/** `[["name", 0, 0, kwargs], …]`, or one such edge alone. */
function callOfKeras2(node: unknown): Call {
  if (!Array.isArray(node)) return { inputs: [], keywords: [] };
  const edge: unknown = Array.isArray(node[0]) ? node[0] : node;
  const keywords: unknown = Array.isArray(edge) ? edge[3] : undefined;
  return { inputs: edges(node).map(([name]) => name), keywords: isFields(keywords) ? Object.entries(keywords) : [] };
}

function notAChain(came: string): Error {
  return unsupported("layers in a plain chain, each over the one before it", came);
}
