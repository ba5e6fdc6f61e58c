import { modelName } from "../serve/load-models.ts";
import type { ServeConfig } from "../serve/serve-options.ts";

/** What `rivulet serve` prints: what is served where, and the ways to try it. */
export function howToTry(url: string, { model, page }: Pick<ServeConfig, "model" | "page">): string {
  const http = url.replace(/^ws/, "http");
  const browser = page === undefined ? "" : `Open ${http}/ in a browser and type.\n\n`;
  return `rivulet serves ${model.map(modelName).join(", ")} on ${url}

${browser}Try it in another terminal: type a sentence and press Enter.
  npm run -s rivulet -- connect ${url}

Or with any WebSocket client, subprotocol rivulet.v1.json: send
  {"type":"open","session":"s"}
  {"type":"push","session":"s","seq":1,"text":"The cats that ate were full .\\n"}
Models: ${http}/models   Health: ${http}/healthz   Stop: Ctrl-C
`;
}
