/** A point of a curve. */
export type Point = readonly [x: number, y: number];

/**
 * At most `most` of the points, in order: each stretch of them is represented by its lowest and its
 * highest, so that no spike is lost.
 */
export function thin(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const stretches = Math.floor(most / 2);
  const kept: Point[] = [];
  for (let s = 0; s < stretches; s++) {
    const from = Math.floor((s * points.length) / stretches);
    const to = Math.floor(((s + 1) * points.length) / stretches);
    let lowest = from;
    let highest = from;
    for (let i = from; i < to; i++) {
      if (points[i][1] < points[lowest][1]) lowest = i;
      if (points[i][1] > points[highest][1]) highest = i;
    }
    kept.push(points[Math.min(lowest, highest)]);
    if (lowest !== highest) kept.push(points[Math.max(lowest, highest)]);
  }
  return kept;
}

/** Mean over the `span` points around each (fewer at the ends): it does not lag behind, as a running mean would. */
export function smooth(points: readonly Point[], span: number): readonly Point[] {
  const sums = new Float64Array(points.length + 1);
  for (let i = 0; i < points.length; i++) sums[i + 1] = sums[i] + points[i][1];
  const reach = Math.floor(span / 2);
  return points.map(([x], i): Point => {
    const from = Math.max(0, i - reach);
    const to = Math.min(points.length, i + reach + 1);
    return [x, (sums[to] - sums[from]) / (to - from)];
  });
}
