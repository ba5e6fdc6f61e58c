import type { RecurrentPart, StoredWeights } from "@rivulet/engine";
import type { GraphBuilder } from "./graph-builder.ts";
import { isOperator, operatorLayer } from "./operator-layer.ts";
import { scanLayer } from "./scan-layer.ts";

/** A recurrent part of a model on its way into a graph. */
export interface ExportedPart {
  readonly part: RecurrentPart;
  readonly weights: StoredWeights;
  /** The name of x⟨1⟩ … x⟨T⟩, [time, batch, K]. */
  readonly input: string;
  /** The names of a⟨0⟩ and, of an LSTM, c⟨0⟩, [batch, ·]. */
  readonly state: readonly string[];
}

/** The names of what a recurrent part gives. */
export interface PartOutputs {
  /** a⟨1⟩ … a⟨T⟩ in the order of the sequence, [time, batch, ·]. */
  readonly each: string;
  /** a and c after its own last step, [batch, ·]. */
  readonly state: readonly string[];
}

/** As a node RNN, GRU or LSTM where these are the same cell, else written out in the body of a Scan. */
export function recurrentLayer(graph: GraphBuilder, exported: ExportedPart): PartOutputs {
  const { layer } = exported.part;
  return layer.cell === "rnn" || isOperator(layer) ? operatorLayer(graph, exported) : scanLayer(graph, layer, exported);
}
