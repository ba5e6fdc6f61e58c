import type {
  Activation,
  BidirectionalLayer,
  GruLayer,
  LstmLayer,
  RecurrentLayerConfig,
  RnnLayer,
} from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";

/** A layer that is one direction of nn.RNN, nn.GRU or nn.LSTM. */
export type TorchDirection = RnnLayer | GruLayer | LstmLayer;

/** A layer of nn.RNN, nn.GRU or nn.LSTM: one direction, or two of the same form. */
export interface TorchLayer {
  readonly directions: readonly TorchDirection[];
  /** Layers of the same form can be layers of one module. */
  readonly form: string;
}

/**
 * What a recurrent layer is to PyTorch.
 *
 * @throws RivuletError EXPORT_UNSUPPORTED naming what nn.RNN, GRU and LSTM do not have
 */
export function torchLayerOf(layer: RecurrentLayerConfig | BidirectionalLayer): TorchLayer {
  if (layer.cell !== "bidirectional") {
    if (layer.direction === "backward") throw refused("a backward layer as half of a bidirectional one", "one alone");
    const direction = torchDirection(layer);
    return { directions: [direction], form: formOf(direction) };
  }
  const { merge = "concat" } = layer;
  if (merge !== "concat") throw refused("bidirectional layers that concatenate", `one that merges by ${merge}`);
  const directions = [torchDirection(layer.forward), torchDirection(layer.backward)];
  const [forward, backward] = directions.map(formOf);
  if (forward !== backward) throw refused("two directions of the same cell and size", `${forward} and ${backward}`);
  return { directions, form: `bidirectional ${forward}` };
}

function torchDirection(layer: RecurrentLayerConfig): TorchDirection {
  const { cell } = layer;
  if (layer.clip !== undefined) throw refused("layers without clip, which no module of PyTorch has", "one with");
  if (layer.initialState === "learned") {
    throw refused("layers that begin at zero, as no state_dict holds a⟨0⟩", "one with a learned beginning");
  }
  if (cell === "simplified-gru") throw refused("cells of PyTorch", "a simplified GRU: nn.GRU always has a reset gate");
  if (cell === "rnn") {
    expectActivation(cell, layer.activation, ["tanh", "relu"]);
    return layer;
  }
  expectActivation(cell, layer.activation, ["tanh"]);
  expectActivation(`the gates of ${cell}`, layer.gateActivation ?? "sigmoid", ["sigmoid"]);
  if (cell === "gru") {
    if (layer.reset === "after") return layer;
    throw refused("a GRU that resets after the product, as nn.GRU does", "one that resets before it");
  }
  expectActivation(`the output of ${cell}`, layer.outputActivation, ["tanh"]);
  if ((layer.peepholes ?? "none") !== "none") throw refused("an LSTM without peepholes, as nn.LSTM is", "one with");
  return layer;
}

function formOf(layer: TorchDirection): string {
  const { cell, hidden } = layer;
  if (cell === "rnn") return `${cell} ${hidden} ${layer.activation ?? "tanh"}`;
  return cell === "gru" ? `${cell} ${hidden}` : `${cell} ${hidden} ${layer.projection ?? "none"}`;
}

function expectActivation(what: string, activation: Activation = "tanh", expected: readonly Activation[]): void {
  if (!expected.includes(activation)) throw refused(`${expected.join(" or ")} in ${what}`, JSON.stringify(activation));
}

export function refused(expected: string, came: string): RivuletError {
  return new RivuletError("EXPORT_UNSUPPORTED", `expected ${expected}, came ${came}`);
}
