import { TaggerModel } from "@rivulet/live";
import { serve } from "../src/serve.ts";

// deno run deno-server.js OPTIONS: serves en-tagger on a free port and says where.
const { limits, secret, modelFile } = JSON.parse(Deno.args[0]);
const models = new Map([["en-tagger", TaggerModel.load(await Deno.readFile(modelFile))]]);
console.log(serve({ port: 0, models, limits, keys: [{ name: "k", secret: Uint8Array.from(secret) }] }).address);
