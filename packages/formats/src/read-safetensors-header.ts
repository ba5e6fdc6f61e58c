import { RivuletError } from "@rivulet/errors";
import { type Dtype, dtypeBytes, isDtype } from "./dtype.ts";
import { countJson, parseJson } from "./parse-json.ts";
import { elementsOf, metadataName } from "./safetensors.ts";

/** Where one tensor lies, in bytes from the end of the header. */
export interface TensorRange {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly metadata: ReadonlyMap<string, string>;
  /** In file order. */
  readonly ranges: readonly TensorRange[];
}

/** Some ten a tensor. */
const mostValues = 2 ** 18;

/**
 * Reads and checks the JSON header against the bytes of data that follow it: every range as long as
 * its shape says, side by side from the first byte to the last, without gap or overlap.
 *
 * @throws RivuletError FILE_DAMAGED, FILE_TOO_LARGE where it holds more values than any model needs
 */
export function readSafetensorsHeader(json: string, dataLength: number): SafetensorsHeader {
  const header = parseJson(json, "header", mostValues);
  if (!isObject(header)) throw damaged("an object as header", typeof header);
  const metadata = new Map<string, string>();
  const ranges: TensorRange[] = [];
  let pairs = 0;
  for (const [name, value] of Object.entries(header)) {
    if (!isObject(value)) throw damaged(`an object under ${quote(name)}`, typeof value);
    pairs += 1 + Object.keys(value).length;
    if (name === metadataName) {
      for (const [key, text] of Object.entries(value)) {
        if (typeof text !== "string") throw damaged(`text under ${metadataName}.${quote(key)}`, typeof text);
        metadata.set(key, text);
      }
    } else {
      ranges.push(rangeOf(name, value));
    }
  }
  // JSON.parse keeps the last of two equal names without a word; the format allows no such file.
  const written = countJson(json).pairs;
  if (written !== pairs) throw damaged("distinct names", `${written - pairs} repeated`);
  ranges.sort((a, b) => a.start - b.start || a.end - b.end);
  let end = 0;
  for (const range of ranges) {
    if (range.start !== end) throw damaged(`${quote(range.name)} to start at byte ${end}`, `byte ${range.start}`);
    end = range.end;
  }
  if (end !== dataLength) throw damaged(`${end} bytes of tensors`, `${dataLength}`);
  return { metadata, ranges };
}

function rangeOf(name: string, entry: object): TensorRange {
  const { dtype, shape, data_offsets: offsets, ...others } = entry as Record<string, unknown>;
  const other = Object.keys(others)[0];
  if (other !== undefined) throw damaged(`dtype, shape and data_offsets of ${quote(name)}`, quote(other));
  if (!isDtype(dtype)) throw damaged(`a known dtype of ${quote(name)}`, quote(dtype));
  if (!isSizes(shape)) throw damaged(`whole numbers as shape of ${quote(name)}`, quote(shape));
  if (!isSizes(offsets) || offsets.length !== 2) throw damaged(`two offsets of ${quote(name)}`, quote(offsets));
  const [start, end] = offsets as [number, number];
  const bytes = elementsOf(shape) * dtypeBytes[dtype];
  if (end - start !== bytes) {
    throw damaged(`${bytes} bytes for ${quote(name)} ${dtype} [${shape.slice(0, 8)}]`, `bytes ${start} to ${end}`);
  }
  return { name, dtype, shape, start, end };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** A foreign value, short enough for a message. */
function quote(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 80);
}

function damaged(expected: string, came: string): RivuletError {
  return new RivuletError("FILE_DAMAGED", `expected ${expected}, came ${came}`);
}
