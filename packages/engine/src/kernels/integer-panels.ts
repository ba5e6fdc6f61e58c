import { panelWidth } from "./panels.ts";

/**
 * Packs rows of a row-major integer matrix into the panels of assembly/product-int16.ts and
 * product-int8.ts: as `packPanels`, but with `perLane` columns side by side in each lane, zeros behind the last.
 */
export function packIntegerPanels(
  target: Int8Array | Int16Array,
  perLane: number,
  source: Int8Array | Int16Array,
  columns: number,
  rowMap: Int32Array,
  first: number,
  count: number,
): void {
  const turns = Math.ceil(count / perLane);
  let to = 0;
  for (let row = 0; row < rowMap.length; ) {
    const width = panelWidth(rowMap.length - row);
    for (let lane = 0; lane < width; lane++) {
      const from = rowMap[row + lane];
      if (from < 0) continue;
      const start = from * columns + first;
      for (let k = 0; k < count; k++) {
        const turn = Math.floor(k / perLane);
        target[to + (turn * width + lane) * perLane + (k % perLane)] = source[start + k];
      }
    }
    to += perLane * width * turns;
    row += width;
  }
}
