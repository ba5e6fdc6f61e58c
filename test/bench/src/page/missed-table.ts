import { cellNames, cellTitles } from "../layer/layer.ts";
import { type MachineLimits, type StepLimit, stepLimit, stepWork } from "../limits/step-limit.ts";
import { allTimings } from "./compare-layers.ts";
import { type Judged, judgeAlike, judgeTarget } from "./judge-target.ts";
import type { StoredReports } from "./stored-reports.ts";
import { figure, table } from "./table.ts";
import { NODE20_SIZES, node20Target, SIZES, targets } from "./targets.ts";

/** Every target that is missed, with what the machine would allow. */
export function missedTable(node24: StoredReports, node20: StoredReports): string {
  const missed = [...missedTargets(node24), ...missedOnNode20(node20)];
  if (missed.length === 0) return "No ratio that was measured misses its target.";
  const limits = node24.limits?.result;
  if (limits === undefined) return "The limits of this machine were not measured (`npm run bench -- limits --write`).";
  return [
    "For every target that is missed: the weights that the step reads and its multiply-adds; the least time that they take on this machine with 128-bit SIMD in WebAssembly, which is the longer of reading at the bandwidth of buffers of that size and of multiplying and adding at the peak (section “limits”), gate functions and calls left out; how near ours is; and the ratio that this least time would give against the peer's measured time. Where even that misses the target, no 128-bit code in this arithmetic reaches it here (**no**). The limits are measured, not computed: take a few percent for noise.",
    table(
      ["missed", "KiB read", "10⁶ multiply-adds", "least µs", "bound by", "ours µs", "of the limit", ...RATIOS],
      missed.map((one) => row(one, limits)),
    ),
  ].join("\n\n");
}

const RATIOS = ["reached", "limit allows", "target", "reachable"];

function missedTargets(reports: StoredReports): Judged[] {
  const timings = allTimings(reports);
  return cellNames.flatMap((cell) =>
    targets.flatMap((target) => SIZES.flatMap((size) => missedOnly(judgeTarget(timings, cell, target, size)))),
  );
}

function missedOnNode20(reports: StoredReports): Judged[] {
  const timings = allTimings(reports);
  return cellNames.flatMap((cell) =>
    NODE20_SIZES.flatMap((size) => missedOnly(judgeAlike(timings, cell, node20Target, size))),
  );
}

function missedOnly(judged: Judged | undefined): Judged[] {
  return judged === undefined || judged.met ? [] : [judged];
}

function row(missed: Judged, limits: MachineLimits): string[] {
  const { target, ours, ratio, least } = missed;
  const limit = stepLimit(stepWork(ours, target.arithmetic, target.input), target.arithmetic, limits);
  const { cell, hidden, batch, steps } = ours;
  const call = target.batch === "any" ? ` (${batch} sessions, ${steps} steps)` : "";
  const what = `${cellTitles[cell]}, H = ${hidden}: ${target.what}${call}, against ${target.peer}`;
  if (limit === undefined)
    return [what, ...Array.from({ length: 6 }, () => "–"), figure(ratio), "–", figure(least), "–"];
  return [what, ...limitCells(missed, limit)];
}

function limitCells({ ours, peer, ratio, least }: Judged, limit: StepLimit): string[] {
  const allowed = peer.median / limit.microseconds;
  return [
    figure(limit.bytes / 1024),
    figure(limit.multiplyAdds / 1e6),
    figure(limit.microseconds),
    limit.boundBy,
    figure(ours.median),
    `${((100 * limit.microseconds) / ours.median).toFixed(0)} %`,
    figure(ratio),
    figure(allowed),
    figure(least),
    allowed >= least ? "by the limit" : "**no**",
  ];
}
