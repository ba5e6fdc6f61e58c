import type { HeadLoss } from "./loss.ts";
import type { LossOptions } from "./loss-options.ts";

/**
 * Share of the targets that were hit, over the heads whose loss knows of hits: of an output that is a number it can only
 * be said how far off it is. Undefined where no head is another. `shards`: by shard what each head's loss came to.
 */
export function accuracyOf(
  losses: readonly LossOptions[],
  shards: readonly (readonly HeadLoss[])[],
): number | undefined {
  if (losses.every(({ kind }) => kind === "squared")) return undefined;
  let correct = 0;
  let targets = 0;
  for (const head of shards.flatMap((heads) => heads.filter((_, h) => losses[h].kind !== "squared"))) {
    correct += head.correct;
    targets += head.targets;
  }
  return correct / Math.max(1, targets);
}
