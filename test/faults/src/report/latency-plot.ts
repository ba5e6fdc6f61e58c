import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";
import type { Bucket } from "./latency.ts";

const WIDTH = 720;
const HEIGHT = 240;
const LEFT = 56;
const RIGHT = WIDTH - 12;
const TOP = 28;
const BOTTOM = HEIGHT - 36;
/** Both axes of the page, light and dark: greys and colours that are seen on either. */
const style =
  "text{font:11px system-ui,sans-serif;fill:#7a7a74}path{fill:none;stroke-width:1.5}.grid{stroke:#8884}.strike{stroke:#d9541e55}" +
  ".p50{stroke:#2a78d6}.p99{stroke:#12855b}.max{stroke:#a86500;stroke-width:1}";
const curves = ["p50", "p99", "max"] as const;

/** How long messages took, over the time of a run, on a logarithmic scale; a line for each strike. Times in milliseconds. */
export function latencyPlot(title: string, buckets: readonly Bucket[], strikes: readonly number[]): string {
  const end = Math.max(1_000, ...buckets.map(({ at }) => at), ...strikes);
  const values = buckets.flatMap(({ p50, max }) => [p50, max]).filter((value) => value > 0);
  const x = scaleLinear([0, end / 1_000], [LEFT, RIGHT]);
  const y = scaleLog([Math.min(1, ...values), Math.max(10, ...values)], [BOTTOM, TOP]);
  const decades = [0.1, 1, 10, 100, 1_000, 10_000, 100_000].filter((value) => y(value) <= BOTTOM && y(value) >= TOP);
  const path = (curve: (typeof curves)[number]): string =>
    line<Bucket>()
      .x((bucket) => round(x(bucket.at / 1_000)))
      .y((bucket) => round(y(Math.max(bucket[curve], y.domain()[0]))))([...buckets]) ?? "";
  const struck = strikes.length > 0 ? "; red: strikes" : "";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">`,
    `<style>${style}</style>`,
    `<text x="${LEFT}" y="14">${title}: from a message to its last answer (blue: half, green: 99 %, brown: all)${struck}</text>`,
    ...decades.map(
      (value) =>
        `<path class="grid" d="M${LEFT},${round(y(value))}H${RIGHT}"/><text x="4" y="${round(y(value) + 4)}">${value} ms</text>`,
    ),
    `<path class="strike" d="${strikes.map((at) => `M${round(x(at / 1_000))},${TOP}V${BOTTOM}`).join("")}"/>`,
    ...curves.map((curve) => `<path class="${curve}" d="${path(curve)}"/>`),
    ...x.ticks(8).map((second) => `<text x="${round(x(second))}" y="${BOTTOM + 16}">${second} s</text>`),
    "</svg>\n",
  ].join("\n");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
