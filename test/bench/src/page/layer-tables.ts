import { type CellName, cellNames, cellTitles } from "../layer/layer.ts";
import type { LayerTiming } from "../layer/time-layers.ts";
import { figure, table } from "./table.ts";

export interface LayerResult {
  readonly timings: readonly LayerTiming[];
}

/** One table a cell and batch size: engines by hidden size, `median (p99)`, and the largest error of all sizes. */
export function layerTables({ timings }: LayerResult): string {
  const parts: string[] = [];
  for (const cell of cellNames) {
    for (const batch of distinct(timings.map((timing) => timing.batch))) {
      const here = timings.filter((timing) => timing.cell === cell && timing.batch === batch);
      if (here.length > 0) parts.push(`**${title(cell, here[0])}**`, layerTable(here));
    }
  }
  return parts.join("\n\n");
}

function title(cell: CellName, { batch, steps }: LayerTiming): string {
  const sessions = batch === 1 ? "one session" : `${batch} sessions in one call`;
  return `${cellTitles[cell]}, ${sessions}${steps > 1 ? `, ${steps} steps in one call` : ""}`;
}

function layerTable(timings: readonly LayerTiming[]): string {
  const sizes = distinct(timings.map(({ hidden }) => hidden));
  const rows = distinct(timings.map(({ name }) => name)).map((name) => {
    const ofEngine = timings.filter((timing) => timing.name === name);
    const cells = sizes.map((size) => {
      const timing = ofEngine.find(({ hidden }) => hidden === size);
      return timing === undefined ? "–" : `${figure(timing.median)} (${figure(timing.p99)})`;
    });
    return [name, ...cells, Math.max(...ofEngine.map(({ error }) => error)).toExponential(1)];
  });
  return table(["µs a step, median (p99)", ...sizes.map((size) => `H = ${size}`), "error"], rows);
}

export function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
