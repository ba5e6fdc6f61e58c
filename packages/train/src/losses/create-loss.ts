import type { HeadConfig } from "@rivulet/engine";
import { binaryLoss } from "./binary.ts";
import { categoricalLoss } from "./categorical.ts";
import { ctcLoss } from "./ctc.ts";
import type { Loss } from "./loss.ts";
import type { LossOptions } from "./loss-options.ts";
import { sampledLoss } from "./sampled.ts";
import { squaredLoss } from "./squared.ts";

/** The one place that knows all losses. */
export function createLoss(head: HeadConfig, options: LossOptions): Loss {
  switch (options.kind) {
    case "categorical":
      return categoricalLoss(head, options);
    case "sampled":
      return sampledLoss(head, options);
    case "ctc":
      return ctcLoss(head, options);
    case "binary":
      return binaryLoss(head, options);
    case "squared":
      return squaredLoss(head, options);
  }
}
