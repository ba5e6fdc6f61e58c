import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Point, smooth, thin } from "./series.ts";

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 300 });
const curves = numbers.map((ys) => ys.map((y, x): Point => [x, y]));

describe("thin", () => {
  it("keeps the order, the number's bound, and the highest and lowest of all", () => {
    fc.assert(
      fc.property(curves, fc.integer({ min: 2, max: 100 }), (points, most) => {
        const kept = thin(points, most);
        expect(kept.length).toBeLessThanOrEqual(most);
        expect(kept.length).toBeGreaterThanOrEqual(Math.min(points.length, Math.floor(most / 2)));
        expect(kept.map(([x]) => x)).toEqual([...new Set(kept.map(([x]) => x))].sort((a, b) => a - b));
        for (const point of kept) expect(points).toContain(point);
        const ys = (of: readonly Point[]) => of.map(([, y]) => y);
        expect(Math.max(...ys(kept))).toBe(Math.max(...ys(points)));
        expect(Math.min(...ys(kept))).toBe(Math.min(...ys(points)));
      }),
    );
  });

  it("leaves a short curve as it is", () => {
    const points: Point[] = [
      [0, 1],
      [1, 2],
    ];
    expect(thin(points, 2)).toBe(points);
  });
});

describe("smooth", () => {
  it("is the mean around each point", () => {
    const points: Point[] = [0, 3, 6, 0, 9].map((y, x) => [x, y]);
    expect(smooth(points, 3)).toEqual([
      [0, 1.5],
      [1, 3],
      [2, 3],
      [3, 5],
      [4, 4.5],
    ]);
    expect(smooth(points, 1)).toEqual(points);
  });

  it("stays between lowest and highest, at the same x", () => {
    fc.assert(
      fc.property(curves, fc.integer({ min: 1, max: 50 }), (points, span) => {
        const smoothed = smooth(points, span);
        expect(smoothed.map(([x]) => x)).toEqual(points.map(([x]) => x));
        const ys = points.map(([, y]) => y);
        for (const [, y] of smoothed) {
          expect(y).toBeLessThanOrEqual(Math.max(...ys) + 1e-6);
          expect(y).toBeGreaterThanOrEqual(Math.min(...ys) - 1e-6);
        }
      }),
    );
  });
});
