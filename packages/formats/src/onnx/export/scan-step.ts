import type { GruLayer, LstmLayer, SimplifiedGruLayer } from "@rivulet/engine";
import { activate } from "./activations.ts";
import type { ScanBody, ScannedLayer } from "./scan-layer.ts";
import { transposed } from "./weights.ts";

/** One step of a cell in single operators: the names of a⟨t⟩ and, of an LSTM, c⟨t⟩. */
export function stepOf(layer: ScannedLayer, body: ScanBody): readonly string[] {
  switch (layer.cell) {
    case "simplified-gru":
      return simplifiedGru(layer, body);
    case "gru":
      return gru(layer, body);
    case "lstm":
      return lstm(layer, body);
  }
}

function simplifiedGru(
  { activation = "tanh", gateActivation = "sigmoid" }: SimplifiedGruLayer,
  body: ScanBody,
): string[] {
  const [c] = body.state;
  const z = split(body, add(body, body.projected, body.recurrent(c, 0, 2 * body.hidden)), 2);
  return [mix(body, body.gate(gateActivation, z[0]), body.gate(activation, z[1]), c)];
}

function gru(layer: GruLayer, body: ScanBody): string[] {
  const { activation = "tanh", gateActivation = "sigmoid", reset, updateKeeps = "new" } = layer;
  const { graph, hidden: H } = body;
  const [c] = body.state;
  const [xu, xr, xc] = split(body, body.projected, 3);
  const [hu, hr] = split(body, body.recurrent(c, 0, 2 * H), 2);
  const update = body.gate(gateActivation, add(body, xu, hu));
  const resetGate = body.gate(gateActivation, add(body, xr, hr));
  const inner = () => {
    if (reset === "before") return body.recurrent(multiply(body, resetGate, c), 2 * H, H);
    const biasHh = body.tensor("biasHh");
    const sum = add(body, body.recurrent(c, 2 * H, H), graph.floats("b_cc", biasHh.shape, biasHh.data));
    return multiply(body, resetGate, sum);
  };
  const candidate = body.gate(activation, add(body, xc, inner()));
  return [updateKeeps === "new" ? mix(body, update, candidate, c) : mix(body, update, c, candidate)];
}

function lstm(layer: LstmLayer, body: ScanBody): string[] {
  const { activation = "tanh", gateActivation = "sigmoid", outputActivation = activation } = layer;
  const { graph, hidden: H } = body;
  const [a, c] = body.state;
  const [zi, zf, zc, zo] = split(body, add(body, body.projected, body.recurrent(a, 0, 4 * H)), 4);
  const peepholes = layer.peepholes ?? "none";
  /** z + p ∗ c, p being block number `block` of the peepholes. */
  const peep = (z: string, seen: string, block: number) => {
    if (peepholes === "none") return z;
    const p = body.tensor("peepholes").data.subarray(block * H, (block + 1) * H);
    return add(body, z, multiply(body, seen, graph.floats(`p ${block}`, [H], p)));
  };
  const input = body.gate(gateActivation, peep(zi, c, 0));
  const forget = layer.coupled ? graph.node("Sub", [graph.float(1), input]) : body.gate(gateActivation, peep(zf, c, 1));
  const candidate = body.gate(activation, zc);
  const cell = add(body, multiply(body, input, candidate), multiply(body, forget, c));
  const output = body.gate(gateActivation, peep(zo, peepholes === "current" ? cell : c, 2));
  const inner = multiply(body, output, activate(graph, outputActivation, cell));
  if (layer.projection === undefined) return [inner, cell];
  const projection = transposed(body.tensor("weightHr"));
  return [graph.node("MatMul", [inner, graph.floats("W_hr t", projection.shape, projection.data)]), cell];
}

/** u ∗ taken + (1 − u) ∗ kept */
function mix(body: ScanBody, u: string, taken: string, kept: string): string {
  const { graph } = body;
  const rest = graph.node("Sub", [graph.float(1), u]);
  return add(body, multiply(body, u, taken), multiply(body, rest, kept));
}

function add({ graph }: ScanBody, a: string, b: string): string {
  return graph.node("Add", [a, b]);
}

function multiply({ graph }: ScanBody, a: string, b: string): string {
  return graph.node("Mul", [a, b]);
}

function split({ graph }: ScanBody, gates: string, count: number): readonly string[] {
  return graph.nodes("Split", [gates], count, { axis: -1 });
}
