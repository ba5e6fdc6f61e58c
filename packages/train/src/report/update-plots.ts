import type { EpochRecord, History, UpdateRecord } from "../history.ts";
import type { TrainingOptions } from "../training-options.ts";
import type { Curve, Plot } from "./plot.ts";
import { type Point, smooth, thin } from "./series.ts";

/** Points of a curve over all updates. */
const MOST_POINTS = 1000;
/** The mean is taken over this share of the updates. */
const SMOOTHED_SHARE = 0.03;

/** What was seen at the updates. */
export interface UpdatePlots {
  readonly loss: Plot;
  /** Absent where no loss knows of hits. */
  readonly accuracy?: Plot;
  readonly norm: Plot;
  readonly rate: Plot;
}

export function updatePlots(history: History, options: TrainingOptions): UpdatePlots {
  const curves = (of: (record: UpdateRecord) => number) => updateCurves(history, of);
  const epochs = (of: (record: EpochRecord) => number): Curve => ({
    label: "mean of the epoch",
    points: history.epochs.map((record): Point => [record.epoch + 0.5, of(record)]),
    color: 1,
    stroke: "solid",
    dots: true,
  });
  const dropout = options.inputDropout > 0 || options.outputDropout > 0 ? "with dropout" : "without dropout";
  const rates = byEpoch(history, ({ rate }) => rate);
  return {
    loss: {
      title: "Training loss",
      note: `${dropout}, log scale`,
      curves: [...curves(({ loss }) => loss), epochs(({ loss }) => loss)],
      scale: "log",
      format: threeDigits,
    },
    ...(history.updates.some(({ accuracy }) => accuracy !== undefined) && {
      accuracy: {
        title: "Training accuracy, %",
        note: dropout,
        curves: [...curves(percentRight), epochs(percentRight)],
        scale: "linear",
        format: percentText,
      },
    }),
    norm: {
      title: "Gradient norm",
      note: "before clipping, log scale",
      curves: curves(({ gradientNorm }) => gradientNorm),
      scale: "log",
      format: threeDigits,
      level: { label: `clipped to ${options.clipNorm}`, y: options.clipNorm },
    },
    rate: {
      title: "Learning rate",
      curves: [{ label: "rate", points: thin(rates, MOST_POINTS), color: 0, stroke: "solid" }],
      scale: "linear",
      format: threeDigits,
    },
  };
}

function percentRight({ accuracy = 0 }: UpdateRecord | EpochRecord): number {
  return 100 * accuracy;
}

function threeDigits(y: number): string {
  return String(Number(y.toPrecision(3)));
}

export function percentText(y: number): string {
  return String(Number(y.toFixed(2)));
}

function updateCurves(history: History, of: (record: UpdateRecord) => number): Curve[] {
  const points = byEpoch(history, of);
  const span = 2 * Math.floor((points.length * SMOOTHED_SHARE) / 2) + 1;
  return [
    { label: "one update", points: thin(points, MOST_POINTS), color: 0, stroke: "faint" },
    { label: `mean of ${span} updates`, points: thin(smooth(points, span), MOST_POINTS), color: 0, stroke: "solid" },
  ];
}

/** A value of each update over the epochs passed at its end. */
function byEpoch({ updates }: History, of: (record: UpdateRecord) => number): readonly Point[] {
  const counts = new Map<number, number>();
  for (const { epoch } of updates) counts.set(epoch, (counts.get(epoch) ?? 0) + 1);
  const seen = new Map<number, number>();
  return updates.map((record): Point => {
    const { epoch } = record;
    const done = (seen.get(epoch) ?? 0) + 1;
    seen.set(epoch, done);
    return [epoch + done / (counts.get(epoch) ?? done), of(record)];
  });
}
