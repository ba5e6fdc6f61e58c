import { readFile } from "node:fs/promises";
import { RivuletError } from "@rivulet/errors";
import { fetchAddress } from "./fetch-address.ts";

/** Node's `fetch` knows no files: `file:` addresses and paths are read. @throws RivuletError FILE_UNREADABLE */
export async function readAddress(address: URL | string): Promise<Uint8Array> {
  if (/^https?:/.test(`${address}`)) return fetchAddress(address);
  const file = typeof address === "string" && address.startsWith("file:") ? new URL(address) : address;
  try {
    return await readFile(file);
  } catch (cause) {
    throw new RivuletError("FILE_UNREADABLE", `expected the model file, came nothing from ${address}`, { cause });
  }
}
