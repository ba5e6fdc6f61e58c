import { RivuletError } from "@rivulet/errors";
import { defaultFileLimits, type FileLimits } from "./file-limits.ts";
import { readSafetensorsHeader } from "./read-safetensors-header.ts";
import { lengthBytes, type Safetensors } from "./safetensors.ts";
import { decodeUtf8 } from "./utf8.ts";

const openingBrace = 0x7b;

/**
 * Reads the container. The tensors' data are views of `bytes`; nothing in proportion to a length
 * that the file merely claims is ever allocated.
 *
 * @throws RivuletError FILE_FOREIGN where this is no safetensors file, FILE_TOO_LARGE where file or
 * header pass a limit, FILE_DAMAGED where the header or the ranges of its tensors are not valid
 */
export function readSafetensors(bytes: Uint8Array, limits: FileLimits = {}): Safetensors {
  const { fileBytes, headerBytes } = { ...defaultFileLimits, ...limits };
  if (bytes.length > fileBytes) {
    throw new RivuletError("FILE_TOO_LARGE", `expected at most ${fileBytes} bytes, came ${bytes.length}`);
  }
  if (bytes.length <= lengthBytes) {
    throw new RivuletError("FILE_DAMAGED", `expected more than ${lengthBytes} bytes, came ${bytes.length}`);
  }
  if (bytes[lengthBytes] !== openingBrace) {
    throw new RivuletError("FILE_FOREIGN", "expected a safetensors header that begins with {, came something else");
  }
  // The number may be inexact above 2^53; both checks below still refuse it.
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (headerLength > headerBytes) {
    throw new RivuletError("FILE_TOO_LARGE", `expected a header of at most ${headerBytes} bytes, came ${headerLength}`);
  }
  if (headerLength > bytes.length - lengthBytes) {
    const expected = `a header of ${headerLength} bytes`;
    throw new RivuletError("FILE_DAMAGED", `expected ${expected}, came a file of ${bytes.length} bytes`);
  }
  const dataStart = lengthBytes + headerLength;
  const { metadata, ranges } = readSafetensorsHeader(
    textOf(bytes.subarray(lengthBytes, dataStart)),
    bytes.length - dataStart,
  );
  const tensors = new Map(
    ranges.map(({ name, dtype, shape, start, end }) => {
      const data = bytes.subarray(dataStart + start, dataStart + end);
      return [name, { dtype, shape, data }];
    }),
  );
  return { metadata, tensors };
}

function textOf(header: Uint8Array): string {
  try {
    return decodeUtf8(header);
  } catch (cause) {
    throw new RivuletError("FILE_DAMAGED", "expected a header in UTF-8, came malformed bytes", { cause });
  }
}
