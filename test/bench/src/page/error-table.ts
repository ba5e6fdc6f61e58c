import { errorBounds } from "../tagger/error-bounds.ts";
import type { VariantError } from "../tagger/tagger-error.ts";
import { table } from "./table.ts";

/** Largest error and root mean square of each form, and what the rounded weights alone make of it, and which of all bounds each keeps; its own is bold. */
export function errorTable(errors: readonly VariantError[]): string {
  const bounds = Object.values(errorBounds);
  return table(
    [
      "error of a⟨t⟩",
      "largest",
      "root mean square",
      "of its weights alone",
      ...bounds.map((bound) => `at most ${bound.toExponential()}`),
    ],
    errors.map(({ name, error, rootMeanSquare, ofWeights }) => [
      name,
      error.toExponential(2),
      rootMeanSquare.toExponential(2),
      ofWeights === undefined
        ? "–"
        : `${ofWeights.error.toExponential(2)} (${ofWeights.rootMeanSquare.toExponential(2)})`,
      ...bounds.map((bound) => {
        const own = errorBounds[name.replace("rivulet ", "")] === bound;
        return own ? `**${kept(error, rootMeanSquare, bound)}**` : kept(error, rootMeanSquare, bound);
      }),
    ]),
  );
}

function kept(largest: number, rootMeanSquare: number, bound: number): string {
  if (largest <= bound) return "met";
  return rootMeanSquare <= bound ? "by the mean alone" : "not met";
}
