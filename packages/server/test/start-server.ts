import { type Tag, TaggerModel } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import type { Limits } from "@rivulet/protocol";
import { RivuletServer, type RivuletServerOptions } from "../src/rivulet-server.ts";
import type { SchedulerOptions } from "../src/scheduler.ts";
import { ManualPlatform } from "./manual-platform.ts";

export const model = TaggerModel.fromFile(toyTaggerFile());
export const other = TaggerModel.fromFile(toyTaggerFile({ seed: 2, delays: [0, 1] }));

/** A server of the models "toy" and "other" whose time passes by hand. */
export function start(
  limits: Partial<Limits> = {},
  scheduler: SchedulerOptions = {},
  others: Pick<RivuletServerOptions, "keys" | "store" | "authenticator" | "observer" | "quotas"> = {},
  platform = new ManualPlatform(),
): { server: RivuletServer; platform: ManualPlatform } {
  const models = new Map([
    ["toy", model],
    ["other", other],
  ]);
  const server = new RivuletServer({ models, limits, scheduler, platform, ...others });
  return { platform, server };
}

/** What a tagger gives alone for these tokens and a flush. */
export function alone(tokens: readonly string[], of = model): Tag[] {
  const tagger = of.createTagger();
  const tags = [...tokens.flatMap((token) => tagger.push(token)), ...tagger.flush()];
  tagger.dispose();
  return tags;
}
