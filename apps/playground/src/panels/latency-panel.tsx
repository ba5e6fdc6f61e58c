import type { ReadonlySignal } from "@preact/signals";
import { formatDuration } from "../latency/format-duration.ts";
import type { LongTasks } from "../latency/long-tasks.ts";
import type { Playground } from "../playground.ts";
import { LatencyPlot } from "./latency-plot.tsx";
import { Panel } from "./panel.tsx";

interface LatencyPanelProps {
  readonly playground: Playground;
  readonly longTasks: ReadonlySignal<LongTasks> | undefined;
}

export function LatencyPanel({ playground, longTasks }: LatencyPanelProps) {
  const step = playground.steps.median.value;
  const wait = playground.waits.value.median.value;
  const where = playground.mode.value === "device" ? "on this device" : "over the socket";
  return (
    <Panel id="latency" title="Latency">
      <dl class="medians">
        <div class="step">
          <dt>one step of the engine</dt>
          <dd>{step === undefined ? "–" : formatDuration(step)}</dd>
        </div>
        <div class="wait">
          <dt>from word to tag, {where}</dt>
          <dd>{wait === undefined ? "–" : formatDuration(wait)}</dd>
        </div>
      </dl>
      <LatencyPlot steps={playground.steps.values} waits={playground.waits.value.values} />
      <p class="hint">
        Medians of the last 120, logarithmic.{" "}
        {longTasks !== undefined && <span class="long-tasks">{textOf(longTasks.value)}</span>}
      </p>
    </Panel>
  );
}

function textOf({ count, longest }: LongTasks): string {
  if (count === 0) return "The page was never blocked for 50 ms.";
  return `The page was blocked ${count === 1 ? "once" : `${count} times`}, for ${Math.round(longest)} ms at most.`;
}
