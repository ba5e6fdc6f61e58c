import type { EpochRecord } from "../history.ts";
import type { TrainingOptions } from "../training-options.ts";
import { type Html, html } from "./html.ts";

/** A row an epoch; the best is marked. */
export function epochTable(epochs: readonly EpochRecord[], best: EpochRecord | undefined): Html {
  const names = [...new Set(epochs.flatMap(({ figures }) => Object.keys(figures)))];
  const row = (record: EpochRecord): Html => {
    const { epoch, loss, accuracy, score, figures, seconds } = record;
    const figure = (name: string) => html`<td>${name in figures ? figures[name].toFixed(2) : "–"}</td>`;
    return html`<tr${record === best ? html` class="best"` : ""}><th scope="row">${epoch + 1}${record === best ? " best" : ""}</th>
<td>${loss.toFixed(4)}</td><td>${accuracy === undefined ? "–" : (100 * accuracy).toFixed(2)}</td><td>${score.toFixed(3)}</td>${names.map(figure)}<td>${seconds.toFixed(1)}</td></tr>`;
  };
  const heads = ["epoch", "loss", "right, %", "score", ...names, "seconds"];
  return html`<div class="scroll"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${epochs.map(row)}</tbody>
</table></div>`;
}

/** Every option by its path. */
export function optionTable(options: TrainingOptions): Html {
  return html`<dl>${leaves("", options).map(([path, value]) => html`<div><dt>${path}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function leaves(path: string, value: unknown): [path: string, value: string][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [[path, typeof value === "string" ? value : JSON.stringify(value)]];
  }
  return Object.entries(value).flatMap(([key, item]) => leaves(path === "" ? key : `${path}.${key}`, item));
}
