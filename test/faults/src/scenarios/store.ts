import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Scenario } from "../scenario.ts";
import { moment } from "./moment.ts";
import { always, plainSettings } from "./settings.ts";

/** Durable sessions in files that both processes have open. */
export const store: Scenario = {
  summary: "durable sessions in LMDB, SIGKILL, two processes in turn",
  durable: true,
  async prepare() {
    const folder = await mkdtemp(join(tmpdir(), "rivulet-store-"));
    return {
      settings: always(plainSettings(`lmdb:${folder}`)),
      end: () => rm(folder, { recursive: true }),
    };
  },
  async trouble(stage) {
    const { fleet, strikes, struck } = stage;
    for (let strike = 0; strike < strikes; strike++) {
      await moment(stage);
      struck();
      await fleet.replace("SIGKILL");
    }
  },
};
