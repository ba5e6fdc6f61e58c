import { RivuletError } from "@rivulet/errors";
import { type Dtype, dtypeBytes } from "./dtype.ts";

/**
 * Numbers of a file as 32-bit floats: F32 as they are, F16 and BF16 exactly, F64 rounded once. A copy; `bytes` need
 * not be aligned.
 *
 * @throws RivuletError WEIGHTS_INVALID where the numbers are no floats of these four kinds; `name` says whose
 */
export function float32Of(name: string, dtype: Dtype, bytes: Uint8Array, littleEndian = true): Float32Array {
  const width = dtypeBytes[dtype];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = reader(dtype, view, littleEndian);
  if (read === undefined) throw new RivuletError("WEIGHTS_INVALID", `expected floats in ${name}, came ${dtype}`);
  if (dtype === "F32" && littleEndian) return new Float32Array(new Uint8Array(bytes).buffer);
  const numbers = new Float32Array(Math.floor(bytes.length / width));
  for (let i = 0; i < numbers.length; i++) numbers[i] = read(i * width);
  return numbers;
}

function reader(dtype: Dtype, view: DataView, littleEndian: boolean): ((at: number) => number) | undefined {
  switch (dtype) {
    case "F32":
      return (at) => view.getFloat32(at, littleEndian);
    case "F64":
      return (at) => view.getFloat64(at, littleEndian);
    case "F16":
      return (at) => halfOf(view.getUint16(at, littleEndian));
    case "BF16": {
      const widened = new DataView(new ArrayBuffer(4));
      return (at) => {
        widened.setUint32(0, view.getUint16(at, littleEndian) << 16);
        return widened.getFloat32(0);
      };
    }
    default:
      return undefined;
  }
}

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
