import { RivuletError } from "@rivulet/errors";
import { unzipSync } from "fflate";

/** The zip file that torch.save writes: records side by side in one folder, none of them compressed. */
export interface Archive {
  readonly names: ReadonlySet<string>;
  /** The bytes of a record, copied out; the name without the folder. @throws RivuletError FILE_DAMAGED */
  readonly read: (name: string) => Uint8Array;
}

interface Entry {
  readonly name: string;
  readonly size: number;
}

const mostEntries = 2 ** 12;

/**
 * Lists the records. torch.save compresses nothing, so a compressed entry, which may be a bomb, is refused before
 * anything is inflated; together the entries can not be longer than the file.
 *
 * @throws RivuletError FILE_DAMAGED, FILE_TOO_LARGE, IMPORT_UNSUPPORTED
 */
export function readArchive(bytes: Uint8Array): Archive {
  const entries = listEntries(bytes);
  const folder = folderOf(entries);
  const sizes = new Map(entries.map(({ name, size }) => [name.slice(folder.length), size]));
  if (sizes.size !== entries.length) throw damaged("distinct names", `${entries.length - sizes.size} repeated`);
  const read = (name: string): Uint8Array => {
    const entry = `${folder}${name}`;
    const record = unzip(bytes, (file) => file.name === entry)[entry];
    if (record === undefined) throw damaged(`a record ${name.slice(0, 80)}`, "none");
    if (record.length !== sizes.get(name)) throw damaged(`${sizes.get(name)} bytes of ${name}`, `${record.length}`);
    return record;
  };
  return { names: new Set(sizes.keys()), read };
}

function listEntries(bytes: Uint8Array): Entry[] {
  const entries: Entry[] = [];
  let total = 0;
  unzip(bytes, ({ name, size, originalSize, compression }) => {
    if (entries.length === mostEntries) {
      throw new RivuletError("FILE_TOO_LARGE", `expected at most ${mostEntries} records, came more`);
    }
    if (compression !== 0 || size !== originalSize) {
      const expected = "a zip file as torch.save writes it, without compression";
      throw new RivuletError("IMPORT_UNSUPPORTED", `expected ${expected}, came the compressed entry ${quote(name)}`);
    }
    total += size;
    if (!(total <= bytes.length)) throw damaged(`at most ${bytes.length} bytes in all records`, "more");
    entries.push({ name, size });
    return false;
  });
  return entries;
}

/** Up to the slash; all records stand in the folder of `data.pkl`. */
function folderOf(entries: readonly Entry[]): string {
  const pickles = entries.filter(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickles.length !== 1) {
    const expected = "a zip file of torch.save with one data.pkl";
    throw new RivuletError("FILE_FOREIGN", `expected ${expected}, came ${pickles.length} of them`);
  }
  const folder = pickles[0].name.slice(0, -"data.pkl".length);
  const outside = entries.find(({ name }) => !name.startsWith(folder));
  if (outside !== undefined) throw damaged(`all records in ${quote(folder)}`, quote(outside.name));
  return folder;
}

type Filter = NonNullable<NonNullable<Parameters<typeof unzipSync>[1]>["filter"]>;

function unzip(bytes: Uint8Array, filter: Filter): ReturnType<typeof unzipSync> {
  try {
    return unzipSync(bytes, { filter });
  } catch (cause) {
    if (RivuletError.is(cause)) throw cause;
    throw new RivuletError("FILE_DAMAGED", "expected a whole zip file, came one that can not be read", { cause });
  }
}

function quote(name: string): string {
  return JSON.stringify(name.slice(0, 80));
}

function damaged(expected: string, came: string): RivuletError {
  return new RivuletError("FILE_DAMAGED", `expected ${expected}, came ${came}`);
}
