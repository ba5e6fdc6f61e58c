import type { EpochRecord } from "../history.ts";
import type { Curve, Plot } from "./plot.ts";
import type { Point } from "./series.ts";
import { percentText } from "./update-plots.ts";

const STROKES = ["solid", "dashed", "dotted"] as const;
const COLORS = 6;
/** The first epochs are far from the rest: the y axis leaves out this share of them. */
const EARLY_SHARE = 1 / 3;

/**
 * What the dev data said after each epoch. Figures are named by a way of judging and what was judged
 * ("reset delay 0"): names that differ only in the way or in a number share a plot, where the way is
 * the stroke and the rest the colour.
 */
export function devPlots(epochs: readonly EpochRecord[], best: EpochRecord | undefined): Plot[] {
  const names = [...new Set(epochs.flatMap(({ figures }) => Object.keys(figures)))].map(parse);
  const ways = [...new Set(names.map(({ way }) => way))];
  const subjects = [...new Set(names.map(({ subject }) => subject))];
  const groups = [...new Set(names.map(({ group }) => group))];
  return groups.map((group): Plot => {
    const members = names.filter((name) => name.group === group);
    const ownSubjects = subjects.filter((subject) => members.some((name) => name.subject === subject));
    const curves = members.map(
      ({ name, way, subject }): Curve => ({
        label: name,
        points: epochs.flatMap(({ epoch, figures }): Point[] => (name in figures ? [[epoch + 1, figures[name]]] : [])),
        color: ownSubjects.indexOf(subject) % COLORS,
        stroke: STROKES[ways.indexOf(way) % STROKES.length],
        dots: true,
      }),
    );
    const moment = best && { moment: { label: "best epoch", x: best.epoch + 1 } };
    const focus = epochs.length * EARLY_SHARE;
    return {
      title: `Dev: ${group}`,
      note: "axis fits the last two thirds",
      curves,
      scale: "linear",
      format: percentText,
      focus,
      ...moment,
    };
  });
}

/** "reset delay 0" → way "reset", subject "delay 0", group "delay"; a single word is its own subject. */
function parse(name: string): { name: string; way: string; subject: string; group: string } {
  const [first, ...rest] = name.split(" ");
  const [way, subject] = rest.length > 0 ? [first, rest.join(" ")] : ["", first];
  return { name, way, subject, group: subject.replace(/\s+\d+$/, "") };
}
