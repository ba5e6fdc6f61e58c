import type { NatsServer } from "../../jetstream/nats-server.ts";
import type { FaultProxy } from "./processes/fault-proxy.ts";
import type { Fleet } from "./processes/fleet.ts";
import type { ServerSettings } from "./processes/server-process.ts";

/** What a scenario has at hand to make trouble with. */
export interface Stage {
  readonly fleet: Fleet;
  readonly proxy: FaultProxy;
  /** How often to strike. */
  readonly strikes: number;
  /** Resolves when no session has come back for a moment: then all have, or some take long. */
  readonly lull: () => Promise<void>;
  /** To be called when trouble strikes. */
  readonly struck: () => void;
  /** Something worth counting that is no strike. */
  readonly note: (what: string, count: number) => void;
}

/** What goes on around the clients of a scenario: settings of the servers, and things to start before and end after. */
export interface Surroundings {
  readonly settings: () => ServerSettings;
  /** Where sessions are kept in it. */
  readonly nats?: NatsServer;
  readonly end?: () => Promise<void>;
}

/** One kind of trouble. */
export interface Scenario {
  readonly summary: string;
  /** Whether the clients ask for durable sessions. */
  readonly durable: boolean;
  prepare(): Promise<Surroundings>;
  trouble(stage: Stage, surroundings: Surroundings): Promise<void>;
}
