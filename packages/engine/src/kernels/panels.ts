/** Rows of a panel, widest first: see assembly/product.ts. */
const WIDTHS = [24, 16, 8];

/** Rows of the next panel where `left` rows (a multiple of 8) are left. */
export function panelWidth(left: number): number {
  return WIDTHS.find((width) => width <= left) as number;
}

/** Numbers of a gate vector: H rounded up to a multiple of 8, the narrowest panel. */
export function padded(size: number): number {
  return Math.ceil(size / 8) * 8;
}

/**
 * Packs rows of a row-major matrix into the panels of assembly/product.ts: panel by panel, inside a
 * panel column after column. `rowMap[r]` is the source row of packed row r, −1 for a row of zeros;
 * its length is a multiple of 8. Columns from `first` to `first + count` of `columns` are taken.
 */
export function packPanels(
  target: Float32Array,
  source: Float32Array,
  columns: number,
  rowMap: Int32Array,
  first = 0,
  count = columns,
): void {
  let to = 0;
  for (let row = 0; row < rowMap.length; ) {
    const width = panelWidth(rowMap.length - row);
    for (let lane = 0; lane < width; lane++) {
      const from = rowMap[row + lane];
      if (from < 0) continue;
      let at = to + lane;
      for (let k = from * columns + first, end = k + count; k < end; k++, at += width) target[at] = source[k];
    }
    to += width * count;
    row += width;
  }
}

/**
 * Packs the transpose: packed row r is column r of `source` (rows of zeros up to `rows`), packed
 * column k is source row `rowMap[k]`, zeros for −1.
 */
export function packTransposedPanels(
  target: Float32Array,
  source: Float32Array,
  columns: number,
  rowMap: Int32Array,
  rows: number,
): void {
  let to = 0;
  for (let row = 0; row < rows; ) {
    const width = panelWidth(rows - row);
    const lanes = Math.min(width, columns - row);
    for (let k = 0; k < rowMap.length; k++, to += width) {
      if (rowMap[k] < 0) continue;
      const from = rowMap[k] * columns + row;
      for (let lane = 0; lane < lanes; lane++) target[to + lane] = source[from + lane];
    }
    row += width;
  }
}

/** The row map of gate blocks of `hidden` rows, in the order `gates`, each padded. */
export function gateRows(hidden: number, gates: readonly number[]): Int32Array {
  const size = padded(hidden);
  const map = new Int32Array(size * gates.length).fill(-1);
  gates.forEach((gate, block) => {
    for (let j = 0; j < hidden; j++) map[block * size + j] = gate * hidden + j;
  });
  return map;
}
