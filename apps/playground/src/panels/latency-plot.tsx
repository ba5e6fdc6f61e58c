import { effect, type ReadonlySignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import { SAMPLES } from "../latency/samples.ts";
import { cssColor } from "./css-color.ts";
import { isDark } from "./theme.ts";

const HEIGHT = 150;
const FONT = "11px system-ui, sans-serif";

type Values = ReadonlySignal<readonly number[]>;

interface LatencyPlotProps {
  readonly steps: Values;
  readonly waits: Values;
}

/** The last samples of both kinds, the newest on the right. The medians beside it say the same in words. */
export function LatencyPlot({ steps, waits }: LatencyPlotProps) {
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (place.current === null) return;
    const element = place.current;
    const plot = new UPlot(optionsFor(element.clientWidth), [], element);
    const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    resize.observe(element);
    let frame = 0;
    const stop = effect(() => {
      const data: UPlot.AlignedData = [positions, alignedRight(steps.value), alignedRight(waits.value)];
      void isDark.value;
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => plot.setData(data));
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
      resize.disconnect();
      plot.destroy();
    };
  }, [steps, waits]);

  return <div class="plot" ref={place} aria-hidden="true" />;
}

const positions = Array.from({ length: SAMPLES }, (_, i) => i - SAMPLES + 1);

function alignedRight(values: readonly number[]): (number | null)[] {
  return [...Array<null>(SAMPLES - values.length).fill(null), ...values];
}

function optionsFor(width: number): UPlot.Options {
  const line = (color: string, size: number): UPlot.Series => ({
    stroke: () => cssColor(color),
    fill: () => cssColor(color),
    paths: () => null,
    points: { show: true, size, width: 0, fill: () => cssColor(color) },
  });
  const axis: UPlot.Axis = {
    stroke: () => cssColor("--muted"),
    font: FONT,
    ticks: { show: false },
    grid: { stroke: () => cssColor("--line"), width: 1 },
  };
  return {
    width,
    height: HEIGHT,
    padding: [10, 4, 8, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [1 - SAMPLES, 0] }, y: { distr: 3, range: decades } },
    series: [{}, line("--step", 4), line("--wait", 4)],
    axes: [
      { ...axis, show: false },
      {
        ...axis,
        size: 56,
        splits: (_, __, low, high) => decadesFrom(low, high),
        filter: (_, splits) => splits,
        values: (_, at) => at.map(nameOf),
      },
    ],
  };
}

/** Whole decades around what there is, 10 µs to 1 ms at least. */
function decades(_: UPlot, least: number | null, most: number | null): [number, number] {
  const low = Math.floor(Math.log10(Math.max(1, least ?? 10)));
  const high = Math.ceil(Math.log10(Math.max(1, most ?? 1_000)));
  return [10 ** Math.min(1, low), 10 ** Math.max(3, high)];
}

function decadesFrom(low: number, high: number): number[] {
  const [first, last] = [Math.round(Math.log10(low)), Math.round(Math.log10(high))];
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
}

function nameOf(microseconds: number): string {
  if (microseconds >= 1_000_000) return `${microseconds / 1_000_000} s`;
  return microseconds < 1_000 ? `${microseconds} µs` : `${microseconds / 1_000} ms`;
}
