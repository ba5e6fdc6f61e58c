import { RivuletError } from "@rivulet/errors";

/** Code and message of the RivuletError that `act` throws; anything else goes on. */
export function refusal(act: () => unknown): { code: string; message: string } | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof RivuletError) return { code: error.code, message: error.message };
    throw error;
  }
  return undefined;
}
