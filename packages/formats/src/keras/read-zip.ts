import { RivuletError } from "@rivulet/errors";
import { unzipSync } from "fflate";
import { damaged, short, unsupported } from "./refuse.ts";

/**
 * The entries that `limits` names, with the most bytes that each may have. Keras compresses nothing, so a compressed entry,
 * which may be a bomb, is refused before anything is inflated.
 *
 * @throws RivuletError FILE_TOO_LARGE, FILE_DAMAGED, IMPORT_UNSUPPORTED
 */
export function readZip(file: Uint8Array, limits: Readonly<Record<string, number>>): ReadonlyMap<string, Uint8Array> {
  try {
    const entries = unzipSync(file, {
      filter: ({ name, size, originalSize, compression }) => {
        if (!Object.hasOwn(limits, name)) return false;
        if (compression !== 0 || size !== originalSize) {
          throw unsupported(
            "a zip file as Keras writes it, without compression",
            `the compressed entry ${short(name)}`,
          );
        }
        if (size <= limits[name]) return true;
        throw new RivuletError("FILE_TOO_LARGE", `expected at most ${limits[name]} bytes of ${name}, came ${size}`);
      },
    });
    return new Map(Object.entries(entries));
  } catch (cause) {
    if (RivuletError.is(cause)) throw cause;
    throw damaged("a whole zip file", "one that can not be read");
  }
}
