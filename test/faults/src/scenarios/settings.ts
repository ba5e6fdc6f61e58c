import { randomBytes } from "node:crypto";
import type { ServerSettings } from "../processes/server-process.ts";

/** A checkpoint every few messages, so that sessions are taken up at all ages: before their first, and after many. */
const CHECKPOINT_STEPS = 16;

export function newKey(name: string): readonly [string, string] {
  return [name, randomBytes(32).toString("base64")];
}

/** Servers of the shipped tagger with one key. */
export function plainSettings(store?: string): ServerSettings {
  return {
    keys: [newKey("k")],
    limits: { checkpointSteps: CHECKPOINT_STEPS },
    ...(store === undefined ? {} : { store }),
  };
}

/** The same settings for all processes. */
export function always(settings: ServerSettings): () => ServerSettings {
  return () => settings;
}
