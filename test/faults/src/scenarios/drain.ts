import type { Scenario } from "../scenario.ts";
import { moment } from "./moment.ts";
import { always, plainSettings } from "./settings.ts";

/** SIGTERM: the server says where each session stands and closes; another takes over. */
export const drain: Scenario = {
  summary: "SIGTERM, two processes in turn",
  durable: false,
  prepare: async () => ({ settings: always(plainSettings()) }),
  async trouble(stage) {
    const { fleet, strikes, struck } = stage;
    for (let strike = 0; strike < strikes; strike++) {
      await moment(stage);
      struck();
      await fleet.replace("SIGTERM");
    }
  },
};
