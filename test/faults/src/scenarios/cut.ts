import type { Scenario } from "../scenario.ts";
import { moment } from "./moment.ts";
import { always, plainSettings } from "./settings.ts";

/** Sockets cut in the middle of what they carry; the server stays. */
export const cut: Scenario = {
  summary: "half of the sockets cut mid-frame each time, one server throughout",
  durable: false,
  prepare: async () => ({ settings: always(plainSettings()) }),
  async trouble(stage) {
    const { proxy, strikes, struck, note } = stage;
    for (let strike = 0; strike < strikes; strike++) {
      await moment(stage);
      struck();
      note("sockets cut", proxy.cutMidFrame(1 / 2));
    }
  },
};
