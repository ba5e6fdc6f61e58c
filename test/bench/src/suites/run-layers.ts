import { layerEngines } from "../engines/layer-engines.ts";
import { cellNames } from "../layer/layer.ts";
import { type LayerTiming, timeLayers } from "../layer/time-layers.ts";
import type { LayerResult } from "../page/layer-tables.ts";
import type { SuiteOptions } from "../suite.ts";

const SIZES = [16, 32, 64, 128, 256, 512];
const QUICK_SIZES = [16, 64];

/** All cells and sizes with all engines. */
export async function runLayers(
  { effort, quick }: SuiteOptions,
  batches: readonly number[],
  steps: number,
): Promise<LayerResult> {
  const timings: LayerTiming[] = [];
  for (const batch of quick ? batches.slice(0, 1) : batches) {
    for (const cell of cellNames) {
      for (const hidden of quick ? QUICK_SIZES : SIZES) {
        timings.push(...(await timeLayers({ cell, hidden, batch, steps }, layerEngines, effort)));
      }
    }
  }
  return { timings };
}
