import { RivuletError } from "@rivulet/errors";
import { dtypeBytes } from "./dtype.ts";
import { elementsOf, lengthBytes, metadataName, type Safetensors } from "./safetensors.ts";
import { encodeUtf8 } from "./utf8.ts";

const alignment = 8;
const space = 0x20;

/**
 * The bytes of a safetensors file. The same content in the same order gives the same bytes. The
 * header is padded with spaces and wider elements come first, so that every tensor is aligned to
 * its element size.
 *
 * @throws RivuletError WEIGHTS_INVALID where the data of a tensor is not as long as its shape says
 * @see https://github.com/huggingface/safetensors#format
 */
export function writeSafetensors(file: Safetensors): Uint8Array<ArrayBuffer> {
  const ordered = [...file.tensors].sort(([, a], [, b]) => dtypeBytes[b.dtype] - dtypeBytes[a.dtype]);
  const entries: [string, unknown][] = [];
  if (file.metadata.size > 0) entries.push([metadataName, Object.fromEntries(file.metadata)]);
  let end = 0;
  for (const [name, { dtype, shape, data }] of ordered) {
    const expected = elementsOf(shape) * dtypeBytes[dtype];
    if (name === metadataName || data.length !== expected) {
      const came = `${name} ${dtype} [${shape}] with ${data.length} bytes`;
      throw new RivuletError("WEIGHTS_INVALID", `expected a tensor of ${expected} bytes, came ${came}`);
    }
    entries.push([name, { dtype, shape, data_offsets: [end, end + data.length] }]);
    end += data.length;
  }
  const header = encodeUtf8(JSON.stringify(Object.fromEntries(entries)));
  const headerLength = Math.ceil(header.length / alignment) * alignment;
  const bytes = new Uint8Array(lengthBytes + headerLength + end).fill(space, lengthBytes, lengthBytes + headerLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(header, lengthBytes);
  let at = lengthBytes + headerLength;
  for (const [, { data }] of ordered) {
    bytes.set(data, at);
    at += data.length;
  }
  return bytes;
}
