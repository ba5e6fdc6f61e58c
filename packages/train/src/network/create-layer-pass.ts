import type { DenseLayer, LayerConfig, RecurrentLayerConfig } from "@rivulet/engine";
import { BidirectionalPass } from "./bidirectional-pass.ts";
import { DensePass } from "./dense-pass.ts";
import type { Workspace } from "./kernels.ts";
import type { LayerPass, SteppedPass } from "./layer-pass.ts";
import { RecurrentPass } from "./recurrent-pass.ts";
import { ResidualPass, SteppedResidualPass } from "./residual-pass.ts";
import { ReversedPass } from "./reversed-pass.ts";

/** Where a layer stands in a model. */
export interface LayerPlace {
  /** What the names of its tensors begin with. */
  readonly path: string;
  /** Numbers of x⟨t⟩. */
  readonly columns: number;
  /** Whether it is the layer that a many-to-one model reads. */
  readonly isRead: boolean;
}

/** The one place that knows all kinds of layers. */
export function createLayerPass(workspace: Workspace, config: LayerConfig, place: LayerPlace): LayerPass {
  const { path, columns, isRead } = place;
  if (config.cell === "bidirectional") {
    const pass = new BidirectionalPass(workspace, config, path, columns, isRead);
    return config.residual ? new ResidualPass(workspace, pass) : pass;
  }
  if (config.cell !== "dense" && config.direction === "backward") {
    const pass = new ReversedPass(workspace, config, path, columns);
    return config.residual ? new ResidualPass(workspace, pass) : pass;
  }
  return createSteppedPass(workspace, config, place);
}

/** A layer that goes forward. */
export function createSteppedPass(
  workspace: Workspace,
  config: DenseLayer | RecurrentLayerConfig,
  { path, columns }: Omit<LayerPlace, "isRead">,
): SteppedPass {
  const pass =
    config.cell === "dense"
      ? new DensePass(workspace, config, path, columns)
      : new RecurrentPass(workspace, config, path, columns);
  return config.residual ? new SteppedResidualPass(workspace, pass) : pass;
}
