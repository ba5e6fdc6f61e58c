import { RivuletError } from "@rivulet/errors";

export interface WindowOptions {
  /** L: steps of look-ahead that make an output final. */
  readonly window: number;
  /** C: events that are computed together; default 1. Outputs of an event come with the last of its chunk. */
  readonly chunk?: number;
}

const LARGEST = 65536;

/** @throws CONFIG_INVALID */
export function checkWindowOptions({ window, chunk = 1 }: WindowOptions): Required<WindowOptions> {
  check("window", window, 0);
  check("chunk", chunk, 1);
  return { window, chunk };
}

function check(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value <= LARGEST) return;
  throw new RivuletError(
    "CONFIG_INVALID",
    `expected ${name} to be a whole number from ${least} to ${LARGEST}, came ${value}`,
  );
}
