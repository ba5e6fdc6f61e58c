import { expect, it } from "vitest";
import type { EpochRecord } from "../history.ts";
import { devPlots } from "./dev-plots.ts";

const figures = {
  "reset delay 0": 90,
  "reset delay 1": 92,
  "reset unknown words": 80,
  "stream delay 0": 89,
  "stream delay 1": 91,
  f1: 70,
};

function record(epoch: number): EpochRecord {
  return { epoch, loss: 1, accuracy: 0.5, score: epoch, figures, seconds: 1 };
}

it("puts figures that differ in the way or in a number into one plot: way by stroke, number by colour", () => {
  const plots = devPlots([record(0), record(1)], record(1));
  expect(plots.map(({ title }) => title)).toEqual(["Dev: delay", "Dev: unknown words", "Dev: f1"]);
  const [delays] = plots;
  expect(delays.curves.map(({ label, color, stroke }) => [label, color, stroke])).toEqual([
    ["reset delay 0", 0, "solid"],
    ["reset delay 1", 1, "solid"],
    ["stream delay 0", 0, "dashed"],
    ["stream delay 1", 1, "dashed"],
  ]);
  expect(delays.curves[3].points).toEqual([
    [1, 91],
    [2, 91],
  ]);
  expect(delays.moment?.x).toBe(2);
});

it("has no plots without epochs", () => {
  expect(devPlots([], undefined)).toEqual([]);
});
