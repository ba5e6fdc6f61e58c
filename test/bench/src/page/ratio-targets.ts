import { type CellName, cellNames, cellTitles } from "../layer/layer.ts";
import { allTimings, findTiming } from "./compare-layers.ts";
import { type Judged, judgeAlike, judgeTarget } from "./judge-target.ts";
import type { StoredReports } from "./stored-reports.ts";
import { figure, table } from "./table.ts";
import { NODE20_SIZES, node20Target, SIZES, targets } from "./targets.ts";

/** The targets for the LSTM, and the same ratios of the other cells beside the LSTM's. */
export function ratioTargets(reports: StoredReports): string {
  const timings = allTimings(reports);
  const rows = (cell: CellName, prefix: string) =>
    targets.map((target) => [
      `${prefix}${target.what}`,
      target.peer,
      ...SIZES.map((size) => verdict(judgeTarget(timings, cell, target, size))),
    ]);
  const others = cellNames
    .filter((cell) => cell !== "lstm")
    .flatMap((cell) => rows(cell, `${cellTitles[cell]}: `))
    .filter(([, , ...cells]) => cells.some((cell) => cell !== NOT_MEASURED));
  const head = (title: string) => [title, "against", ...SIZES.map((size) => `H = ${size}`)];
  return [
    table(head("LSTM"), rows("lstm", "")),
    `The other cells may be a fifth under the LSTM's ratio.`,
    table(head("other cells"), others),
  ].join("\n\n");
}

/** Node 20: f32 at every size. */
export function node20Targets(reports: StoredReports): string {
  const timings = allTimings(reports);
  const rows = cellNames.map((cell) => [
    cellTitles[cell],
    ...NODE20_SIZES.map((size) => verdict(judgeAlike(timings, cell, node20Target, size))),
  ]);
  return table([node20Target.what, ...NODE20_SIZES.map((size) => `H = ${size}`)], rows);
}

/** Where the peer is faster with the threads that it chooses itself: ratios to ours again. */
export function threadsTable(reports: StoredReports): string {
  const timings = allTimings(reports);
  const rows: string[][] = [];
  for (const threaded of timings.filter(({ name }) => name.endsWith(", its threads"))) {
    const same = (name: string) => findTiming(timings, name, threaded);
    const peer = threaded.name.replace(", its threads", "");
    const single = same(peer);
    const ours = same("rivulet f32");
    const quantized = same("rivulet int16");
    if (single === undefined || ours === undefined || quantized === undefined) continue;
    if (threaded.median > 0.95 * single.median) continue;
    rows.push([
      `${cellTitles[threaded.cell]}, H = ${threaded.hidden}, ${threaded.batch} sessions, ${threaded.steps} steps: ${peer}`,
      figure(single.median),
      figure(threaded.median),
      figure(threaded.median / ours.median),
      figure(threaded.median / quantized.median),
    ]);
  }
  if (rows.length === 0) return "With the threads that it chooses itself, onnxruntime-node was nowhere faster.";
  return table(["µs a step", "one thread", "its threads", "rivulet f32 faster", "rivulet int16 faster"], rows);
}

/** Multiply-adds a nanosecond of the LSTM: what the arithmetic and the memory of the machine bound. */
export function throughputTable(reports: StoredReports): string {
  const timings = allTimings(reports).filter(
    ({ cell, steps, batch }) => cell === "lstm" && steps === 1 && (batch === 1 || batch === 16),
  );
  const names = [...new Set(timings.map(({ name }) => name))].filter((name) => !/tokens|threads/.test(name));
  const rows = names.map((name) => [
    name,
    ...[1, 16].flatMap((batch) =>
      SIZES.map((hidden) => {
        const timing = findTiming(timings, name, { cell: "lstm", hidden, batch, steps: 1 });
        return timing === undefined ? NOT_MEASURED : figure((8 * hidden * hidden * batch) / timing.median / 1000);
      }),
    ),
  ]);
  const columns = [1, 16].flatMap((batch) => SIZES.map((size) => `${size}, ${batch}`));
  return table(["LSTM, multiply-adds a ns, by H and sessions", ...columns], rows);
}

const NOT_MEASURED = "–";

function verdict(judged: Judged | undefined): string {
  if (judged === undefined) return NOT_MEASURED;
  const { ratio, least, met } = judged;
  return met ? `${figure(ratio)} ≥ ${figure(least)}` : `**${figure(ratio)} < ${figure(least)}**`;
}
