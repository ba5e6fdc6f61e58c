import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";
import { type Html, html } from "./html.ts";
import type { Point } from "./series.ts";

/** One curve of a plot. */
export interface Curve {
  readonly label: string;
  readonly points: readonly Point[];
  /** Number of the colour. */
  readonly color: number;
  /** `faint` is for single updates behind their mean. */
  readonly stroke: "solid" | "faint" | "dashed" | "dotted";
  /** A dot at each point. */
  readonly dots?: boolean;
}

/** One plot: curves over one x axis. */
export interface Plot {
  readonly title: string;
  readonly note?: string;
  readonly curves: readonly Curve[];
  readonly scale: "linear" | "log";
  /** The y axis spans the points from this x on; what was before may run out of the plot. Default: all. */
  readonly focus?: number;
  /** Text of a value of the y axis. */
  readonly format: (y: number) => string;
  /** A level that means something, such as where the gradient is clipped. */
  readonly level?: { readonly label: string; readonly y: number };
  /** An epoch's end that means something. */
  readonly moment?: { readonly label: string; readonly x: number };
}

/** What the x axis tells: from 0 to `end`. */
export interface XAxis {
  readonly name: string;
  readonly end: number;
}

export const WIDTH = 360;
export const HEIGHT = 210;
const LEFT = 44;
const RIGHT = WIDTH - 8;
const TOP = 14;
const BOTTOM = HEIGHT - 32;
const DOT = 2.5;
/** Below it the ticks of a log scale are written with an exponent. */
const SMALL = 1e-3;
/** A curve that moves by less than this share of its values is flat. */
const FLAT = 1e-9;

/** The plot as a figure: title, legend and an SVG that needs no script. */
export function renderPlot(plot: Plot, axis: XAxis): Html {
  const { title, note, curves } = plot;
  return html`<figure>
<figcaption><h2>${title}${note ? html` <small>${note}</small>` : ""}</h2>${curves.length > 1 ? html`<ul>${curves.map(legend)}</ul>` : ""}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
${drawPlot(plot, axis)}
</svg>
</figure>`;
}

/** What is in the SVG of a plot, WIDTH × HEIGHT. */
export function drawPlot({ curves, scale, format, level, moment, focus = 0 }: Plot, axis: XAxis): Html {
  const visible = curves.map((curve) => ({ ...curve, points: curve.points.filter(([, y]) => isDrawn(y, scale)) }));
  const x = scaleLinear([0, Math.max(1, axis.end)], [LEFT, RIGHT]);
  const levels = level && isDrawn(level.y, scale) ? [level] : [];
  const y = yScale(scale, [
    ...visible.flatMap(({ points }) => points.filter(([at]) => at >= focus)).map(([, value]) => value),
    ...levels.map((at) => at.y),
  ]);
  const path = line<Point>()
    .x((point) => x(point[0]))
    .y((point) => y(point[1]));
  const draw = ({ points, color, stroke, dots, label }: Curve): Html => html`<g class="c${color}">
<path class="${stroke}" d="${path(points) ?? ""}"/>
${
  dots
    ? points.map(
        ([px, py]) =>
          html`<circle cx="${x(px).toFixed(1)}" cy="${y(py).toFixed(1)}" r="${DOT}"><title>${label}, ${axis.name} ${Math.ceil(px)}: ${format(py)}</title></circle>`,
      )
    : ""
}</g>`;
  return html`${y.labelled.map(
    ({ value, text }) => html`<path class="grid" d="M${LEFT},${y(value).toFixed(1)}H${RIGHT}"/>
<text class="y" x="${LEFT - 6}" y="${(y(value) + 3.5).toFixed(1)}">${text ?? format(value)}</text>`,
  )}
${x
  .ticks(8)
  .filter(Number.isInteger)
  .map((at) => html`<text class="x" x="${x(at).toFixed(1)}" y="${BOTTOM + 14}">${at}</text>`)}
<text class="x" x="${(LEFT + RIGHT) / 2}" y="${HEIGHT - 4}">${axis.name}</text>
${levels.map(
  (at) => html`<path class="level" d="M${LEFT},${y(at.y).toFixed(1)}H${RIGHT}"/>
<text class="note" x="${RIGHT}" y="${(y(at.y) - 4).toFixed(1)}">${at.label}</text>`,
)}
${moment ? momentLine(x(moment.x), moment.label) : ""}
<svg x="${LEFT}" y="${TOP - DOT}" width="${RIGHT - LEFT + DOT}" height="${BOTTOM - TOP + 2 * DOT}" viewBox="${LEFT} ${TOP - DOT} ${RIGHT - LEFT + DOT} ${BOTTOM - TOP + 2 * DOT}">${visible.map(draw)}</svg>`;
}

function isDrawn(y: number, scale: Plot["scale"]): boolean {
  return Number.isFinite(y) && (scale === "linear" || y > 0);
}

function momentLine(x: number, label: string): Html {
  const side = x > (LEFT + RIGHT) / 2 ? "before" : "behind";
  return html`<path class="level" d="M${x.toFixed(1)},${TOP}V${BOTTOM}"/>
<text class="note ${side}" x="${(x + (side === "before" ? -4 : 4)).toFixed(1)}" y="${BOTTOM - 4}">${label}</text>`;
}

function legend({ label, color, stroke }: Curve): Html {
  return html`<li><svg class="c${color}" viewBox="0 0 18 8" aria-hidden="true"><path class="${stroke}" d="M0,4H18"/></svg>${label}</li>`;
}

interface Tick {
  readonly value: number;
  /** Where the format of the plot's values does not say enough. */
  readonly text?: string;
}

/** From a value to its height, and the values that get a line and a text. */
function yScale(kind: Plot["scale"], values: readonly number[]): ((y: number) => number) & { labelled: Tick[] } {
  let low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  let high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (low > high) [low, high] = [1, 2];
  // A flat curve gets room above and below.
  if (high - low <= FLAT * Math.max(Math.abs(low), Math.abs(high)))
    [low, high] = high === 0 ? [0, 1] : [low - Math.abs(low) / 2, high + Math.abs(high) / 2];
  if (kind === "linear") {
    const scale = scaleLinear([low, high], [BOTTOM, TOP]).nice(5);
    return Object.assign((y: number) => scale(y), { labelled: scale.ticks(5).map((value) => ({ value })) });
  }
  const scale = scaleLog([low, high], [BOTTOM, TOP]);
  const text = scale.tickFormat(5, "~g");
  const labelled = scale
    .ticks(5)
    .filter((value) => text(value) !== "")
    // What is written out would not fit beside the plot.
    .map((value) => ({ value, text: value < SMALL ? value.toExponential(0) : text(value) }));
  return Object.assign((y: number) => scale(y), { labelled });
}
