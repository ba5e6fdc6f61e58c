import { type LayerResult, layerTables } from "../page/layer-tables.ts";
import type { Suite } from "../suite.ts";
import { runLayers } from "./run-layers.ts";

export const batch: Suite<LayerResult> = {
  summary: "one step of 4, 16 and 64 sessions in one call: every cell and size, all engines",
  run: (options) => runLayers(options, [4, 16, 64], 1),
  page: layerTables,
};
