import type { Scenario } from "../scenario.ts";
import { moment } from "./moment.ts";
import { newKey, plainSettings } from "./settings.ts";

/** Keys that are still known when they no longer seal: a checkpoint may be this many processes old. */
const KEPT = 12;

/** Each process seals with a key of its own, which all before it knew already; the oldest keys go. */
export const rotate: Scenario = {
  summary: "a new checkpoint key with every process, SIGKILL and SIGTERM in turn",
  durable: false,
  async prepare() {
    let made = 0;
    const keys = [newKey(`k${made++}`)];
    return {
      settings: () => {
        keys.unshift(newKey(`k${made++}`));
        keys.length = Math.min(keys.length, KEPT);
        // The newest is only announced: the process after this one is started before this one goes.
        const [next, sealing, ...old] = keys;
        return { ...plainSettings(), keys: [sealing, next, ...old] };
      },
    };
  },
  async trouble(stage) {
    const { fleet, strikes, struck, note } = stage;
    for (let strike = 0; strike < strikes; strike++) {
      await moment(stage);
      struck();
      note("keys", 1);
      await fleet.replace(strike % 2 === 0 ? "SIGKILL" : "SIGTERM");
    }
  },
};
