import { panelWidth } from "./panels.ts";

/**
 * Packs rows of a row-major integer matrix into the panels of assembly/product-int16.ts: as
 * `packPanels`, but two columns side by side in each lane, a column of zeros behind an odd last one.
 */
export function packPanelsInt16(
  target: Int16Array,
  source: Int8Array | Int16Array,
  columns: number,
  rowMap: Int32Array,
  first: number,
  count: number,
): void {
  const pairs = Math.ceil(count / 2);
  let to = 0;
  for (let row = 0; row < rowMap.length; ) {
    const width = panelWidth(rowMap.length - row);
    for (let lane = 0; lane < width; lane++) {
      const from = rowMap[row + lane];
      if (from < 0) continue;
      const start = from * columns + first;
      for (let k = 0; k < count; k++) target[to + (k >> 1) * 2 * width + 2 * lane + (k & 1)] = source[start + k];
    }
    to += 2 * width * pairs;
    row += width;
  }
}
