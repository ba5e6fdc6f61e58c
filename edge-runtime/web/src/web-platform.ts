import type { Platform } from "@rivulet/server";

/** Time, chance and turns of the event loop as every web platform has them. */
export const webPlatform: Platform = {
  now: () => performance.now(),
  date: () => Date.now(),
  random: (count) => crypto.getRandomValues(new Uint8Array(count)),
  defer: (run) => {
    setTimeout(run, 0);
  },
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
