import { type CellName, cellNames, cellTitles } from "../layer/layer.ts";
import type { LayerTiming } from "../layer/time-layers.ts";
import type { StoredReports } from "./stored-reports.ts";
import { figure, table } from "./table.ts";

/** What was promised: how many times faster than a peer, by hidden size. */
interface RatioTarget {
  readonly what: string;
  /** Engines by their names in the tables. */
  readonly ours: string;
  readonly peer: string;
  /** Sessions a call; `any`: the least ratio of all calls that were measured, of many steps too. */
  readonly batch: number | "any";
  readonly least: Readonly<Record<number, number>>;
}

const SIZES = [64, 128, 256, 512];

/** Ratios of medians in one run, Node 24, the peers on one thread. */
const targets: readonly RatioTarget[] = [
  {
    what: "one step, f32 deterministic",
    ours: "rivulet f32",
    peer: "onnxruntime-node f32",
    batch: 1,
    least: { 64: 9, 128: 3.5, 256: 1.7, 512: 1.3 },
  },
  {
    what: "one step, relaxed",
    ours: "rivulet relaxed",
    peer: "onnxruntime-node f32",
    batch: 1,
    least: { 64: 11, 128: 4.5, 256: 2.1, 512: 1.5 },
  },
  {
    what: "one step, int16",
    ours: "rivulet int16",
    peer: "onnxruntime-node f32",
    batch: 1,
    least: { 64: 14, 128: 5.5, 256: 3, 512: 2.5 },
  },
  {
    what: "one step, int16",
    ours: "rivulet int16",
    peer: "onnxruntime-node int8",
    batch: 1,
    least: { 64: 13, 128: 4.5, 256: 1.8, 512: 1.15 },
  },
  {
    what: "one step on tokens, int16",
    ours: "rivulet int16, tokens",
    peer: "onnxruntime-node f32",
    batch: 1,
    least: { 64: 22, 128: 10, 256: 5, 512: 4 },
  },
  {
    what: "16 sessions on tokens, int16",
    ours: "rivulet int16, tokens",
    peer: "onnxruntime-node f32",
    batch: 16,
    least: { 64: 2.2, 128: 2, 256: 1.5, 512: 1.5 },
  },
  {
    what: "any f32 call",
    ours: "rivulet f32",
    peer: "onnxruntime-web f32",
    batch: "any",
    least: { 64: 2, 128: 2, 256: 1.8, 512: 1.7 },
  },
  {
    what: "any f32 call",
    ours: "rivulet f32",
    peer: "tfjs-wasm f32",
    batch: "any",
    least: { 64: 3, 128: 3, 256: 3, 512: 3 },
  },
];

/** GRU and vanilla may fall behind the LSTM's ratio by a fifth. */
const OTHER_CELLS = 0.8;
const NODE20_LEAST = 1.2;

/** The targets for the LSTM, and the same ratios of the other cells beside the LSTM's. */
export function ratioTargets(reports: StoredReports): string {
  const timings = allTimings(reports);
  const lstm = targets.map((target) => [
    target.what,
    target.peer,
    ...SIZES.map((size) => verdict(ratio(timings, "lstm", target, size), target.least[size])),
  ]);
  const others = cellNames
    .filter((cell) => cell !== "lstm")
    .flatMap((cell) =>
      targets.map((target) => [
        `${cellTitles[cell]}: ${target.what}`,
        target.peer,
        ...SIZES.map((size) =>
          verdict(ratio(timings, cell, target, size), OTHER_CELLS * ratio(timings, "lstm", target, size)),
        ),
      ]),
    )
    .filter(([, , ...cells]) => cells.some((cell) => cell !== NOT_MEASURED));
  const head = (title: string) => [title, "against", ...SIZES.map((size) => `H = ${size}`)];
  return [
    table(head("LSTM"), lstm),
    `The other cells may be a fifth under the LSTM's ratio.`,
    table(head("other cells"), others),
  ].join("\n\n");
}

/** Node 20, whose V8 knows no relaxed SIMD: f32 at every size. */
export function node20Targets(reports: StoredReports): string {
  const timings = allTimings(reports);
  const sizes = [16, 32, ...SIZES];
  const [target] = targets;
  const rows = cellNames.map((cell) => [
    cellTitles[cell],
    ...sizes.map((size) => verdict(ratio(timings, cell, target, size), NODE20_LEAST)),
  ]);
  return table(["Node 20, one step, f32", ...sizes.map((size) => `H = ${size}`)], rows);
}

/** Where the peer is faster with the threads that it chooses itself: ratios to ours again. */
export function threadsTable(reports: StoredReports): string {
  const timings = allTimings(reports);
  const rows: string[][] = [];
  for (const threaded of timings.filter(({ name }) => name.endsWith(", its threads"))) {
    const same = (name: string) => find(timings, name, threaded);
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
export function limitTable(reports: StoredReports): string {
  const timings = allTimings(reports).filter(
    ({ cell, steps, batch }) => cell === "lstm" && steps === 1 && (batch === 1 || batch === 16),
  );
  const names = [...new Set(timings.map(({ name }) => name))].filter((name) => !/tokens|threads/.test(name));
  const rows = names.map((name) => [
    name,
    ...[1, 16].flatMap((batch) =>
      SIZES.map((hidden) => {
        const timing = find(timings, name, { cell: "lstm", hidden, batch, steps: 1 });
        return timing === undefined ? NOT_MEASURED : figure((8 * hidden * hidden * batch) / timing.median / 1000);
      }),
    ),
  ]);
  const columns = [1, 16].flatMap((batch) => SIZES.map((size) => `${size}, ${batch}`));
  return table(["LSTM, multiply-adds a ns, by H and sessions", ...columns], rows);
}

const NOT_MEASURED = "–";

function verdict(reached: number, least: number): string {
  if (!Number.isFinite(reached) || !Number.isFinite(least)) return NOT_MEASURED;
  return reached >= least ? `${figure(reached)} ≥ ${figure(least)}` : `**${figure(reached)} < ${figure(least)}**`;
}

/** Peer's median over ours; NaN where one was not measured. */
function ratio(timings: readonly LayerTiming[], cell: CellName, target: RatioTarget, hidden: number): number {
  const ratios = timings
    .filter((timing) => timing.name === target.ours && timing.cell === cell && timing.hidden === hidden)
    .filter(({ batch, steps }) => target.batch === "any" || (batch === target.batch && steps === 1))
    .map((ours) => (find(timings, target.peer, ours)?.median ?? Number.NaN) / ours.median);
  return ratios.length === 0 ? Number.NaN : Math.min(...ratios);
}

function find(
  timings: readonly LayerTiming[],
  name: string,
  like: Pick<LayerTiming, "cell" | "hidden" | "batch" | "steps">,
): LayerTiming | undefined {
  return timings.find(
    (timing) =>
      timing.name === name &&
      timing.cell === like.cell &&
      timing.hidden === like.hidden &&
      timing.batch === like.batch &&
      timing.steps === like.steps,
  );
}

function allTimings({ step, batch, sequence }: StoredReports): LayerTiming[] {
  return [step, batch, sequence].flatMap((report) => report?.result.timings ?? []);
}
