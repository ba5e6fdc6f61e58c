import { setTimeout as sleep } from "node:timers/promises";
import type { Stage } from "../scenario.ts";

const LONGEST_PAUSE_MS = 1_500;
/** One strike of so many falls wherever it falls, also on recoveries under way; before the others these are waited for. */
const UNAWAITED_EVERY = 4;

/** A random moment to strike. */
export async function moment({ lull, fleet }: Stage): Promise<void> {
  if (Math.random() * UNAWAITED_EVERY >= 1) await lull();
  await sleep(Math.random() * LONGEST_PAUSE_MS);
  await fleet.prepared();
}
