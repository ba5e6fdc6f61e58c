/** How the learning rate moves over the updates of a training. */
export interface ScheduleOptions {
  /** `cosine` falls along half a cosine from 1 to `floor`, `linear` along a line, `constant` stays. */
  readonly kind: "cosine" | "linear" | "constant";
  /** Updates over which the rate first rises from 0 in a line. */
  readonly warmup: number;
  /** What is left of the rate at the end, as a factor. */
  readonly floor: number;
}

/** Factor of the learning rate at update 1, 2, … of `total`. */
export function scheduleFactor({ kind, warmup, floor }: ScheduleOptions, update: number, total: number): number {
  if (update <= warmup) return update / warmup;
  const done = Math.min(1, (update - warmup) / Math.max(1, total - warmup));
  if (kind === "constant") return 1;
  const left = kind === "cosine" ? (1 + Math.cos(Math.PI * done)) / 2 : 1 - done;
  return floor + (1 - floor) * left;
}
