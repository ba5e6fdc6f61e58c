import type { LayerConfig } from "../config.ts";

type Merge = "concat" | "sum" | "multiply" | "average";

/** What is made of the a⟨t⟩ of a layer's directions: of one alone itself. */
export function merge(layer: LayerConfig, parts: readonly Float64Array[]): Float64Array {
  const [first, second] = parts;
  if (second === undefined) return first.slice();
  switch (mergeOf(layer)) {
    case "concat":
      return Float64Array.of(...first, ...second);
    case "sum":
      return first.map((a, i) => a + second[i]);
    case "multiply":
      return first.map((a, i) => a * second[i]);
    case "average":
      return first.map((a, i) => (a + second[i]) / 2);
  }
}

/** From the gradient of the merged vector to that of each part. */
export function mergeBackward(layer: LayerConfig, parts: readonly Float64Array[], d: Float64Array): Float64Array[] {
  const [first, second] = parts;
  if (second === undefined) return [d.slice()];
  switch (mergeOf(layer)) {
    case "concat":
      return [d.slice(0, first.length), d.slice(first.length)];
    case "sum":
      return [d.slice(), d.slice()];
    case "multiply":
      return [d.map((di, i) => di * second[i]), d.map((di, i) => di * first[i])];
    case "average":
      return [d.map((di) => di / 2), d.map((di) => di / 2)];
  }
}

function mergeOf(layer: LayerConfig): Merge {
  return (layer.cell === "bidirectional" ? layer.merge : undefined) ?? "concat";
}
