import { type LayerResult, layerTables } from "../page/layer-tables.ts";
import type { Suite } from "../suite.ts";
import { runLayers } from "./run-layers.ts";

export const sequence: Suite<LayerResult> = {
  summary: "128 steps of one session in one call: every cell and size, all engines",
  run: (options) => runLayers(options, [1], 128),
  page: layerTables,
};
