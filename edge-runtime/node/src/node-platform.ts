import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import type { Platform } from "@rivulet/server";

/** Time and turns of the event loop. Its timers keep no process alive: the listening socket does. */
export const nodePlatform: Platform = {
  now: () => performance.now(),
  date: () => Date.now(),
  random: (count) => randomBytes(count),
  defer: (run) => {
    setImmediate(run);
  },
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};
