import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * Whether the page that asks comes from this very server. By name only as localhost: another name may be anybody's that
 * leads here for a moment (DNS rebinding), and has to be allowed.
 */
export function isOwnPage({ headers: { origin, host } }: IncomingMessage): boolean {
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  const name = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return url.host === host.toLowerCase() && (name === "localhost" || isIP(name) !== 0);
}
