import { RivuletError } from "@rivulet/errors";
import { unzipStored, type ZipEntry } from "../unzip-stored.ts";

/** The zip file that torch.save writes: records side by side in one folder, none of them compressed. */
export interface Archive {
  readonly names: ReadonlySet<string>;
  /** The bytes of a record, copied out; the name without the folder. @throws RivuletError FILE_DAMAGED */
  readonly read: (name: string) => Uint8Array;
}

/**
 * Lists the records.
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
    const record = unzipStored(bytes, (file) => file.name === entry).get(entry);
    if (record === undefined) throw damaged(`a record ${name.slice(0, 80)}`, "none");
    if (record.length !== sizes.get(name)) throw damaged(`${sizes.get(name)} bytes of ${name}`, `${record.length}`);
    return record;
  };
  return { names: new Set(sizes.keys()), read };
}

function listEntries(bytes: Uint8Array): ZipEntry[] {
  const entries: ZipEntry[] = [];
  unzipStored(bytes, (entry) => {
    entries.push(entry);
    return false;
  });
  return entries;
}

/** Up to the slash; all records stand in the folder of `data.pkl`. */
function folderOf(entries: readonly ZipEntry[]): string {
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

function quote(name: string): string {
  return JSON.stringify(name.slice(0, 80));
}

function damaged(expected: string, came: string): RivuletError {
  return new RivuletError("FILE_DAMAGED", `expected ${expected}, came ${came}`);
}
