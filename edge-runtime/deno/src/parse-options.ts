import { RivuletError } from "@rivulet/errors";

export interface Options {
  readonly port: number;
  readonly host: string;
  readonly limits: { readonly allowedOrigins: readonly string[] };
}

/** `--port=8080 --host=127.0.0.1 --allow-origin=https://a.example`, the last any number of times. Throws ARGUMENT_INVALID. */
export function parseOptions(args: readonly string[]): Options {
  const allowedOrigins: string[] = [];
  let port = 8080;
  let host = "127.0.0.1";
  for (const arg of args) {
    const [, name, value] = /^--([a-z-]+)=(.+)$/.exec(arg) ?? [];
    if (name === "port") port = portOf(value);
    else if (name === "host") host = value;
    else if (name === "allow-origin") allowedOrigins.push(value);
    else throw new RivuletError("ARGUMENT_INVALID", `expected --port=, --host= or --allow-origin=, came ${arg}`);
  }
  return { port, host, limits: { allowedOrigins } };
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new RivuletError("ARGUMENT_INVALID", `expected a port from 0 to 65535, came ${text}`);
}
