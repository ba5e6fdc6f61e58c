import { readFileSync } from "node:fs";
import { unzipSync, zipSync } from "fflate";
import { importKeras } from "../../src/keras/index.ts";

const fixture = (file: string): Buffer => readFileSync(new URL(file, import.meta.url));
const h5 = fixture("keras2-many-to-one.h5");

/** Files that claim to be larger than they are, or hold what no model may: each with the code that it is refused with. */
export const hostileKerasFiles: Readonly<Record<string, { readonly bytes: Uint8Array; readonly code: string }>> = {
  "HDF5 cut in its middle": { bytes: h5.subarray(0, h5.length >> 1), code: "FILE_DAMAGED" },
  "a zip bomb": { bytes: zipBomb(), code: "IMPORT_UNSUPPORTED" },
  "an array of huge dimensions": { bytes: hugeArray(), code: "FILE_DAMAGED" },
  "a B-tree of 8 million nodes in 20 kB": { bytes: hugeTree(), code: "FILE_DAMAGED" },
  "NaN in a file of Keras": { bytes: notANumber(), code: "WEIGHTS_INVALID" },
};

function zipBomb(): Uint8Array {
  const archive = unzipSync(fixture("tagger.keras"));
  return zipSync({ ...archive, "config.json": [new Uint8Array(2 ** 24), { level: 9 }] });
}

/** The dataspace of a GRU's recurrent kernel: 4 × 12, and the same again as the most it may grow to. */
function hugeArray(): Uint8Array {
  const huge = Buffer.from(h5);
  const dimensions = Buffer.from(BigUint64Array.of(4n, 12n, 4n, 12n).buffer);
  huge.writeBigUInt64LE(2n ** 31n, placeOf(huge, dimensions));
  return huge;
}

/** Four nodes below each other, of 200 children each, which are all the same next node. */
function hugeTree(): Uint8Array {
  const root = h5.length;
  const children = 200;
  const nodeBytes = 24 + 16 * children + 8;
  const original = placeOf(h5, Buffer.from("TREE"));
  const leaf = h5.readBigUInt64LE(original + 32);
  const nodes = [3, 2, 1, 0].map((level, i) => {
    const node = Buffer.alloc(nodeBytes);
    node.write("TREE");
    node.writeUInt8(level, 5);
    node.writeUInt16LE(children, 6);
    const child = level === 0 ? leaf : BigInt(root + (i + 1) * nodeBytes);
    for (let c = 0; c < children; c++) node.writeBigUInt64LE(child, 32 + 16 * c);
    return node;
  });
  const file = Buffer.concat([h5, ...nodes]);
  const address = Buffer.from(BigUint64Array.of(BigInt(original)).buffer);
  for (let at = file.indexOf(address); at >= 0; at = file.indexOf(address, at + 1)) {
    file.writeBigUInt64LE(BigInt(root), at);
  }
  return file;
}

/** The numbers of the embedding follow each other in the file; the first becomes NaN. */
function notANumber(): Uint8Array {
  const bytes = fixture("tagger.h5");
  const { weights } = importKeras(bytes);
  const table = Buffer.from(weights["embedding.words"].data.buffer.slice(0, 44));
  bytes.writeFloatLE(Number.NaN, placeOf(bytes, table));
  return bytes;
}

function placeOf(bytes: Buffer, sought: Buffer): number {
  const at = bytes.indexOf(sought);
  if (at < 0) throw new Error("the fixture does not hold what is to be changed");
  return at;
}
