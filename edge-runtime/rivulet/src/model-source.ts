import { RivuletError } from "@rivulet/errors";

/** Where a model file is: its address, its bytes, or the answer that brings them. */
export type ModelSource = URL | string | Uint8Array | ArrayBuffer | Response;

/** The bytes behind an address. */
export type ReadAddress = (address: URL | string) => Promise<Uint8Array>;

/** @throws RivuletError FILE_UNREADABLE */
export async function bytesOf(source: ModelSource, read: ReadAddress): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (source instanceof Response) return bytesOfResponse(source);
  return read(source);
}

/** @throws RivuletError FILE_UNREADABLE */
export async function bytesOfResponse(response: Response): Promise<Uint8Array> {
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new RivuletError(
    "FILE_UNREADABLE",
    `expected the model file, came status ${response.status} of ${response.url}`,
  );
}
