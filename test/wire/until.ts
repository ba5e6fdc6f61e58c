import { setTimeout as sleep } from "node:timers/promises";

/** Waits until the condition holds; the test's own timeout bounds it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}
