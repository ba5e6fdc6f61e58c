import { RivuletError } from "@rivulet/errors";

const HIGHEST = 65_535;

/** A port; 0 lets the system choose. @throws RivuletError ARGUMENT_INVALID */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= HIGHEST) return port;
  throw new RivuletError("ARGUMENT_INVALID", `expected a port from 0 to ${HIGHEST}, came ${text}`);
}
