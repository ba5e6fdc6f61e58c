import { Html, html } from "../report/html.ts";
import { renderPlot } from "../report/plot.ts";
import { renderPlotSvg } from "../report/plot-svg.ts";
import { style } from "../report/style.ts";
import { type Flow, reach } from "./flow-curves.ts";
import { flowPlot } from "./flow-plot.ts";
import type { Leaning } from "./leaning.ts";

/** What is told of the gradients of some models. */
export interface Diagnosis {
  readonly title: string;
  /** What was looked at, a sentence each. */
  readonly notes: readonly string[];
  /** Figures beside the picture; the first row names the columns. */
  readonly table?: readonly (readonly string[])[];
  readonly flows: readonly Flow[];
  readonly leanings: readonly { readonly model: string; readonly predictions: readonly Leaning[] }[];
}

const ownStyle = `
.plots.wide { grid-template-columns: minmax(0, 600px); }
.lean { margin: 0 0 10px; padding: 10px 12px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; color: var(--text); line-height: 2; overflow-wrap: anywhere; }
.lean small { display: block; line-height: 1.3; color: var(--muted); }
.lean span { display: inline-block; line-height: 1.4; padding: 2px 4px; margin-right: 3px; border-radius: 4px; background: color-mix(in srgb, var(--c0) calc(var(--share) * 70%), transparent); }
.lean .asked { outline: 2px solid var(--c1); }
h3 { font-size: 14px; margin: 14px 0 8px; }
`;

/** One HTML file that loads nothing and runs no script. */
export function renderDiagnosis({ title, notes, table, flows, leanings }: Diagnosis): string {
  const { plot, axis } = flowPlot(flows);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(style)}${new Html(ownStyle)}</style>
</head>
<body><main>
<h1>${title}</h1>
${notes.map((note) => html`<p>${note}</p>`)}
<div class="plots wide">${renderPlot(plot, axis)}</div>
${table ? html`<h2>Figures</h2>${tableOf(table)}` : ""}
<h2>Reach</h2>
${tableOf(reachTable(flows))}
${leanings.length > 0 ? html`<h2>What each prediction leaned on</h2>${leanings.map(leaningsOf)}` : ""}
</main></body>
</html>
`.text;
}

/** The picture alone, as an SVG file. */
export function renderFlowSvg(flows: readonly Flow[]): string {
  const { plot, axis } = flowPlot(flows);
  return renderPlotSvg(plot, axis);
}

/** How many steps back each flow falls below a tenth, a thousandth and a millionth. */
export function reachTable(flows: readonly Flow[]): string[][] {
  const levels = [1e-1, 1e-3, 1e-6];
  const row = (name: string, points: Flow["hidden"]) => {
    const last = points.at(-1)?.[0] ?? 0;
    return [name, ...levels.map((level) => String(reach(points, level) ?? `> ${last}`))];
  };
  return [
    ["steps back until below", "1e-1", "1e-3", "1e-6"],
    ...flows.flatMap(({ name, hidden, cell }) => [
      row(cell ? `${name}, a⟨t⟩` : name, hidden),
      ...(cell ? [row(`${name}, c⟨t⟩`, cell)] : []),
    ]),
  ];
}

function tableOf([head, ...rows]: readonly (readonly string[])[]): Html {
  return html`<div class="scroll"><table>
<thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map(([name, ...cells]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div>`;
}

function leaningsOf({ model, predictions }: Diagnosis["leanings"][number]): Html {
  return html`<h3>${model}</h3>${predictions.map(leaningLine)}`;
}

function leaningLine({ about, inputs }: Leaning): Html {
  const most = inputs.reduce((top, { share }) => Math.max(top, share), 0);
  const word = ({ text, share, isAsked }: Leaning["inputs"][number]): Html =>
    html`<span${isAsked ? html` class="asked"` : ""} style="--share: ${(most > 0 ? share / most : 0).toFixed(3)}" title="${(100 * share).toFixed(1)} %">${text}</span> `;
  return html`<p class="lean"><small>${about}</small>${inputs.map(word)}</p>`;
}
