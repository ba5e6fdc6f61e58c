import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gateRows, packPanels, packTransposedPanels, padded } from "./panels.ts";

/** Element (row, column) of panels, by their definition: 24 rows wide, then at most one of 16 and one of 8. */
function element(panels: Float32Array, rows: number, columns: number, row: number, column: number): number {
  let [start, at] = [0, 0];
  for (;;) {
    const left = rows - start;
    const width = left >= 24 ? 24 : left >= 16 ? 16 : 8;
    if (row < start + width) return panels[at + column * width + (row - start)];
    start += width;
    at += width * columns;
  }
}

const matrix = fc
  .record({ rows: fc.integer({ min: 1, max: 40 }), columns: fc.integer({ min: 1, max: 20 }) })
  .map((shape) => ({ ...shape, data: Float32Array.from({ length: shape.rows * shape.columns }, (_, i) => i + 1) }));

/** Any rows of a matrix in any order, −1 among them, a multiple of 8 in all. */
const mapped = matrix.chain((source) =>
  fc
    .array(fc.integer({ min: -1, max: source.rows - 1 }), { minLength: 1, maxLength: 80 })
    .map((map) => ({ source, map: Int32Array.from({ length: padded(map.length) }, (_, r) => map[r] ?? -1) })),
);

describe("panels hold", () => {
  it("the mapped rows of the chosen columns, zeros for −1", () => {
    fc.assert(
      fc.property(mapped, fc.nat(), fc.nat(), ({ source, map }, from, upTo) => {
        const first = from % source.columns;
        const count = 1 + (upTo % (source.columns - first));
        const panels = new Float32Array(map.length * count);
        packPanels(panels, source.data, source.columns, map, first, count);
        map.forEach((row, r) => {
          for (let k = 0; k < count; k++) {
            const expected = row < 0 ? 0 : source.data[row * source.columns + first + k];
            expect(element(panels, map.length, count, r, k)).toBe(expected);
          }
        });
      }),
    );
  });

  it("or the transpose: columns as rows, mapped rows as columns", () => {
    fc.assert(
      fc.property(mapped, ({ source, map }) => {
        const rows = padded(source.columns);
        const panels = new Float32Array(rows * map.length);
        packTransposedPanels(panels, source.data, source.columns, map, rows);
        for (let r = 0; r < rows; r++) {
          map.forEach((row, k) => {
            const expected = row < 0 || r >= source.columns ? 0 : source.data[row * source.columns + r];
            expect(element(panels, rows, map.length, r, k)).toBe(expected);
          });
        }
      }),
    );
  });
});

it("gate blocks are padded to a multiple of 8 rows each, in the order asked for", () => {
  expect([1, 8, 9, 24, 70].map(padded)).toEqual([8, 8, 16, 24, 72]);
  expect([...gateRows(3, [2, 0])]).toEqual([6, 7, 8, -1, -1, -1, -1, -1, 0, 1, 2, -1, -1, -1, -1, -1]);
});
