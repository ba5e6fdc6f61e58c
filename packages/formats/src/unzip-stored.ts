import { RivuletError } from "@rivulet/errors";
import { unzipSync } from "fflate";

const mostEntries = 2 ** 12;

/** An entry of a zip file, as its directory tells. */
export interface ZipEntry {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
}

/**
 * The bytes of the entries that `take` wants. PyTorch and Keras compress nothing, so a compressed entry, which may be a
 * bomb, is refused before anything is inflated; together the entries can not be longer than the file.
 *
 * @throws RivuletError FILE_DAMAGED, FILE_TOO_LARGE, IMPORT_UNSUPPORTED, and what `take` throws
 */
export function unzipStored(file: Uint8Array, take: (entry: ZipEntry) => boolean): ReadonlyMap<string, Uint8Array> {
  let count = 0;
  let total = 0;
  try {
    const entries = unzipSync(file, {
      filter: ({ name, size, originalSize, compression }) => {
        if (++count > mostEntries) {
          throw new RivuletError("FILE_TOO_LARGE", `expected at most ${mostEntries} entries, came more`);
        }
        if (compression !== 0 || size !== originalSize) {
          const came = `the compressed entry ${JSON.stringify(name.slice(0, 80))}`;
          throw new RivuletError("IMPORT_UNSUPPORTED", `expected a zip file without compression, came ${came}`);
        }
        total += size;
        if (!(total <= file.length)) {
          throw new RivuletError("FILE_DAMAGED", `expected at most ${file.length} bytes in all entries, came more`);
        }
        return take({ name, size });
      },
    });
    return new Map(Object.entries(entries));
  } catch (cause) {
    if (RivuletError.is(cause)) throw cause;
    throw new RivuletError("FILE_DAMAGED", "expected a whole zip file, came one that can not be read", { cause });
  }
}
