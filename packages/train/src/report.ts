import type { EpochRecord, History } from "./history.ts";
import { devPlots } from "./report/dev-plots.ts";
import { Html, html } from "./report/html.ts";
import { renderPlot } from "./report/plot.ts";
import { style } from "./report/style.ts";
import { epochTable, optionTable } from "./report/tables.ts";
import { updatePlots } from "./report/update-plots.ts";
import type { TrainingOptions } from "./training-options.ts";

/** The report of a training so far: one HTML file that loads nothing and runs no script. */
export function renderReport(name: string, history: History, options: TrainingOptions): string {
  const { epochs, updates } = history;
  const best = epochs.reduce<EpochRecord | undefined>(
    (top, record) => (top && top.score >= record.score ? top : record),
    undefined,
  );
  const seconds = epochs.reduce((sum, record) => sum + record.seconds, 0);
  const summary = [
    `${epochs.length} of ${options.epochs} epochs, ${updates.length} updates, ${seconds.toFixed(0)} s.`,
    ...(best ? [`Best epoch: ${best.epoch + 1}, score ${best.score.toFixed(3)}.`] : []),
  ];
  const { loss, accuracy, norm, rate } = updatePlots(history, options);
  const plots = [loss, ...(accuracy ? [accuracy] : []), norm, ...devPlots(epochs, best), rate];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Training of ${name}</title>
<style>${new Html(style)}</style>
</head>
<body><main>
<h1>Training of ${name}</h1>
<p>${summary.join(" ")}</p>
<div class="plots">${plots.map((plot) => renderPlot(plot, { name: "epoch", end: epochs.length }))}</div>
<h2>Epochs</h2>
${epochTable(epochs, best)}
<h2>Options</h2>
${optionTable(options)}
</main></body>
</html>
`.text;
}
