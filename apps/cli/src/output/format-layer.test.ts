import type { LayerConfig } from "@rivulet/engine";
import { expect, it } from "vitest";
import { formatLayer } from "./format-layer.ts";

it.each<[LayerConfig, string]>([
  [{ cell: "lstm", hidden: 10 }, "lstm, 10 units"],
  [{ cell: "lstm", hidden: 10, activation: "tanh", peepholes: "none", coupled: false }, "lstm, 10 units"],
  [
    { cell: "lstm", hidden: 4, projection: 2, coupled: true, clip: 3, residual: true },
    "lstm, 4 units, projection 2, coupled, clip 3, residual",
  ],
  [
    { cell: "gru", hidden: 4, reset: "after", updateKeeps: "old", direction: "backward" },
    "gru, 4 units, reset after, updateKeeps old, direction backward",
  ],
  [
    { cell: "dense", hidden: 3, activation: { kind: "elu", alpha: 0.5 } },
    'dense, 3 units, activation {"kind":"elu","alpha":0.5}',
  ],
  [
    { cell: "bidirectional", forward: { cell: "rnn", hidden: 2 }, backward: { cell: "rnn", hidden: 2 }, merge: "sum" },
    "bidirectional (forward rnn, 2 units; backward rnn, 2 units), merge sum",
  ],
])("%j", (layer, line) => {
  expect(formatLayer(layer)).toBe(line);
});
