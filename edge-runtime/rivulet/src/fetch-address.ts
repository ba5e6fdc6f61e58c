import { RivuletError } from "@rivulet/errors";
import { bytesOfResponse } from "./model-source.ts";

/** For runtimes whose `fetch` knows every address that a program has. @throws RivuletError FILE_UNREADABLE */
export async function fetchAddress(address: URL | string): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(address);
  } catch (cause) {
    throw new RivuletError("FILE_UNREADABLE", `expected the model file, came no answer from ${address}`, { cause });
  }
  return bytesOfResponse(response);
}
