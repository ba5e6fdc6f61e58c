import type { LayerConfig } from "@rivulet/engine";

/** One line: the cell, its units, and whatever of the configuration is not its default. */
export function formatLayer(layer: LayerConfig): string {
  if (layer.cell === "bidirectional") {
    const { cell, forward, backward, ...others } = layer;
    const directions = `(forward ${formatLayer(forward)}; backward ${formatLayer(backward)})`;
    return [`${cell} ${directions}`, ...settings(others)].join(", ");
  }
  const { cell, hidden, ...others } = layer;
  return [cell, `${hidden} units`, ...settings(others)].join(", ");
}

function settings(others: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(others)
    .filter(([name, value]) => defaults[name] !== value)
    .map(([name, value]) =>
      value === true ? name : `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`,
    );
}

const defaults: Readonly<Record<string, unknown>> = {
  activation: "tanh",
  gateActivation: "sigmoid",
  outputActivation: "tanh",
  peepholes: "none",
  updateKeeps: "new",
  direction: "forward",
  initialState: "zero",
  merge: "concat",
  residual: false,
  coupled: false,
};
