import { type LayerResult, layerTables } from "../page/layer-tables.ts";
import type { Suite } from "../suite.ts";
import { runLayers } from "./run-layers.ts";

export const step: Suite<LayerResult> = {
  summary: "one step of one session: every cell and size, all engines",
  run: (options) => runLayers(options, [1], 1),
  page: layerTables,
};
