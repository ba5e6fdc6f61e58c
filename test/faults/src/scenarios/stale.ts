import { setTimeout as sleep } from "node:timers/promises";
import { NatsServer } from "../../../jetstream/nats-server.ts";
import type { ServerProcess } from "../processes/server-process.ts";
import type { Scenario } from "../scenario.ts";
import { moment } from "./moment.ts";
import { always, plainSettings } from "./settings.ts";

/** How long messages pile up at the server that stands still, before its clients give it up. */
const PILING_MS = 700;
/** How long the stale server runs beside the other. */
const AWAKE_MS = 1_500;

/** A server stands still, its sessions move on, it wakes with their messages in its sockets. */
export const stale: Scenario = {
  summary: "durable sessions in NATS; a server stopped (SIGSTOP), left by its clients, woken up (SIGCONT)",
  durable: true,
  async prepare() {
    const server = await NatsServer.start();
    return { settings: always(plainSettings(`nats:${server.url}`)), end: () => server.remove() };
  },
  async trouble(stage) {
    const { fleet, proxy, strikes, struck, note } = stage;
    for (let strike = 0; strike < strikes; strike++) {
      await moment(stage);
      struck();
      const sleeper = fleet.serving;
      sleeper.signal("SIGSTOP");
      await sleep(PILING_MS);
      await fleet.turn();
      proxy.abandon();
      await stage.lull();
      sleeper.signal("SIGCONT");
      await sleep(AWAKE_MS);
      note("sessions fenced", await fenced(sleeper));
      await fleet.dismiss(sleeper, "SIGKILL");
    }
  },
};

async function fenced(server: ServerProcess): Promise<number> {
  return (await server.counts("rivulet_evictions_total")).get("SESSION_FENCED") ?? 0;
}
