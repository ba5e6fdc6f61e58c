import type { Curve, Plot, XAxis } from "../report/plot.ts";
import type { Point } from "../report/series.ts";
import type { Flow } from "./flow-curves.ts";

/** Below this share nothing of the loss at T arrives that would move a weight. */
const FLOOR = 1e-12;
const COLORS = 6;

/** All models in one picture: a colour a model; a⟨t⟩ solid, c⟨t⟩ dashed. */
export function flowPlot(flows: readonly Flow[]): { readonly plot: Plot; readonly axis: XAxis } {
  const curves = flows.flatMap(({ name, hidden, cell }, i): Curve[] => {
    const color = i % COLORS;
    const state: Curve = { label: cell ? `${name}, a⟨t⟩` : name, points: above(hidden), color, stroke: "solid" };
    return cell ? [state, { label: `${name}, c⟨t⟩`, points: above(cell), color, stroke: "dashed" }] : [state];
  });
  const end = flows.flatMap(({ hidden }) => hidden).reduce((most, [lag]) => Math.max(most, lag), 1);
  return {
    plot: {
      title: "How far back the loss at step T reaches",
      note: "norm of ∂L_T/∂a⟨t⟩, that at t = T being 1; log scale",
      curves,
      scale: "log",
      format: (y) => y.toExponential(0),
    },
    axis: { name: "T − t", end },
  };
}

function above(points: readonly Point[]): readonly Point[] {
  const first = points.findIndex(([, y]) => y < FLOOR);
  return first < 0 ? points : points.slice(0, first);
}
