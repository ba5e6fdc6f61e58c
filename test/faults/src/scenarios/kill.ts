import type { Scenario } from "../scenario.ts";
import { moment } from "./moment.ts";
import { always, plainSettings } from "./settings.ts";

/** SIGKILL at random moments; another process takes over. */
export const kill: Scenario = {
  summary: "SIGKILL at random moments, two processes in turn",
  durable: false,
  prepare: async () => ({ settings: always(plainSettings()) }),
  async trouble(stage) {
    const { fleet, strikes, struck } = stage;
    for (let strike = 0; strike < strikes; strike++) {
      await moment(stage);
      struck();
      await fleet.replace("SIGKILL");
    }
  },
};
