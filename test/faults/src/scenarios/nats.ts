import { setTimeout as sleep } from "node:timers/promises";
import { NatsServer } from "../../../jetstream/nats-server.ts";
import type { Scenario } from "../scenario.ts";
import { moment } from "./moment.ts";
import { always, plainSettings } from "./settings.ts";

/** How long NATS is away. */
const AWAY_MS = 300;
/** Every so many strikes hit NATS instead of a server. */
const NATS_EVERY = 5;

/** Durable sessions in a key–value bucket; the servers are killed, and NATS itself. */
export const nats: Scenario = {
  summary: `durable sessions in NATS, SIGKILL of a server, every ${NATS_EVERY}th time of NATS itself`,
  durable: true,
  async prepare() {
    const server = await NatsServer.start();
    return {
      settings: always(plainSettings(`nats:${server.url}`)),
      nats: server,
      end: () => server.remove(),
    };
  },
  async trouble(stage, { nats: server }) {
    const { fleet, strikes, struck, note } = stage;
    for (let strike = 1; strike <= strikes; strike++) {
      await moment(stage);
      struck();
      if (strike % NATS_EVERY !== 0 || server === undefined) {
        await fleet.replace("SIGKILL");
        continue;
      }
      note("NATS restarts", 1);
      await server.kill();
      await sleep(AWAY_MS);
      await server.start();
    }
  },
};
