/** What `rivulet serve` prints: what is served where, and two ways to try it. */
export function howToTry(url: string, models: readonly string[]): string {
  return `rivulet serves ${models.join(", ")} on ${url}

Try it in another terminal: type a sentence and press Enter.
  npm run -s rivulet -- connect ${url}

Or with any WebSocket client, subprotocol rivulet.v1.json: send
  {"type":"open","session":"s"}
  {"type":"push","session":"s","seq":1,"text":"The cats that ate were full .\\n"}
Models: ${url.replace(/^ws/, "http")}/models   Health: ${url.replace(/^ws/, "http")}/healthz   Stop: Ctrl-C
`;
}
