import type { Scenario } from "./scenario.ts";
import { cut } from "./scenarios/cut.ts";
import { drain } from "./scenarios/drain.ts";
import { kill } from "./scenarios/kill.ts";
import { nats } from "./scenarios/nats.ts";
import { rotate } from "./scenarios/rotate.ts";
import { stale } from "./scenarios/stale.ts";
import { store } from "./scenarios/store.ts";

/** All kinds of trouble with sessions, in the order of the page. */
export const scenarios: Readonly<Record<string, Scenario>> = { kill, cut, drain, store, nats, stale, rotate };
