import { Html, html } from "./html.ts";
import { type Curve, drawPlot, HEIGHT, type Plot, WIDTH, type XAxis } from "./plot.ts";
import { drawingStyle } from "./style.ts";

const MARGIN = 12;
const TITLE = 20;
const LINE = 16;

/** The plot as an SVG file of its own, its legend a line a curve. */
export function renderPlotSvg(plot: Plot, axis: XAxis): string {
  const { title, note, curves } = plot;
  const top = MARGIN + TITLE + (note ? LINE : 0) + curves.length * LINE;
  const [width, height] = [WIDTH + 2 * MARGIN, HEIGHT + top + MARGIN];
  const legend = ({ label, color, stroke }: Curve, i: number): Html => {
    const y = top - (curves.length - i) * LINE + 6;
    return html`<g class="c${color}"><path class="${stroke}" d="M${MARGIN},${y}H${MARGIN + 22}"/></g>
<text x="${MARGIN + 28}" y="${y + 4}">${label}</text>`;
  };
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${2 * width}" height="${2 * height}" font-family="system-ui, sans-serif" role="img" aria-label="${title}">
<style>${new Html(drawingStyle)} rect { fill: var(--card); } svg .title { font-size: 14px; font-weight: 600; fill: var(--text); }</style>
<rect width="${width}" height="${height}" rx="8"/>
<text class="title" x="${MARGIN}" y="${MARGIN + 12}">${title}</text>
${note ? html`<text x="${MARGIN}" y="${MARGIN + TITLE + 8}">${note}</text>` : ""}
${curves.map(legend)}
<svg x="${MARGIN}" y="${top}" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">
${drawPlot(plot, axis)}
</svg>
</svg>
`.text;
}
