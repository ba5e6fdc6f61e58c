import { readFile } from "node:fs/promises";
import { TaggerModel } from "@rivulet/live";
import { serve } from "@rivulet/runtime-node";
import { modelFile } from "../runtimes/paths.ts";
import { secret, type WireServer } from "./wire-server.ts";

export const nodeServer: WireServer = {
  name: "Node",
  missing: undefined,
  async start(limits) {
    const models = new Map([["en-tagger", TaggerModel.load(await readFile(modelFile))]]);
    const server = await serve({ port: 0, models, limits, keys: [{ name: "k", secret }] });
    return { address: server.address, stop: () => server.close() };
  },
};
