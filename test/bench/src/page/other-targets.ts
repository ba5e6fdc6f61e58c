import { COLD_NAME, ENGINE_NAME, WASM_NAME } from "../suites/size.ts";
import { errorBounds } from "../tagger/error-bounds.ts";
import type { LiveAccuracy } from "../tagger/labels-by-delay.ts";
import type { StoredReports } from "./stored-reports.ts";
import { table } from "./table.ts";

/** The promises that are no ratios: sizes, the cold start, the heap, errors and accuracies. */
export function otherTargets({ size, tagger }: StoredReports): string {
  const rows: string[][] = [];
  if (size !== undefined) {
    const { files, coldStarts, heap } = size.result;
    const gzip = (name: string) => (files.find((file) => file.name === name)?.gzip ?? Number.NaN) / 1024;
    const cold = coldStarts.find(({ name }) => name === COLD_NAME)?.milliseconds ?? Number.NaN;
    rows.push(
      atMost("WASM of one flavour, KiB gzip", gzip(WASM_NAME), 12),
      atMost("engine with loader, KiB gzip", gzip(ENGINE_NAME), 25),
      atMost("first result from cold, ms", cold, 10),
      atMost("bytes a step on the heap, over a million steps", heap.growth / 1e6, 1),
      atMost("garbage collections in a million steps", heap.collections, 0),
    );
  }
  if (tagger !== undefined) {
    const { errors, errorSteps, accuracies, stored } = tagger.result;
    for (const { name, error, rootMeanSquare } of errors) {
      const form = name.replace("rivulet ", "");
      // Against weights that are integers already, those integers have no error of their own.
      const alone = form === stored && form !== "f32" ? ", its activations alone," : "";
      const where = `of ${form}${alone} in ${errorSteps} steps of the tagger`;
      rows.push(atMost(`largest error ${where}`, error, errorBounds[form]));
      rows.push(atMost(`root mean square error ${where}`, rootMeanSquare, errorBounds[form]));
    }
    const losses: Readonly<Record<string, number>> = { int16: 0.03, int8: 0.1 };
    for (const [form, bound] of Object.entries(losses)) rows.push(...lossRows(accuracies, form, bound));
  }
  return table(["promise", "reached", "at most", ""], rows);
}

/** What integers lose of the accuracy of floats, where both were measured. */
function lossRows(accuracies: readonly LiveAccuracy[], form: string, bound: number): string[][] {
  const floats = accuracies.find(({ name }) => name === "rivulet f32");
  const integers = accuracies.find(({ name }) => name === `rivulet ${form}`);
  if (floats === undefined || integers === undefined) return [];
  return Object.entries(floats.percent).map(([title, percent]) =>
    atMost(`points that ${form} loses, ${title}`, percent - integers.percent[title], bound),
  );
}

function atMost(what: string, reached: number, bound: number): string[] {
  const written = (value: number) =>
    Math.abs(value) < 0.001 && value !== 0 ? value.toExponential(1) : value.toFixed(3);
  return [what, written(reached), written(bound), reached <= bound ? "met" : "**not met**"];
}
