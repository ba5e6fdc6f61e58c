/** Whose file is imported. */
export const sources = ["pytorch", "keras", "onnx"] as const;

export type Source = (typeof sources)[number];

const byExtension: Readonly<Record<string, Source>> = {
  pt: "pytorch",
  pth: "pytorch",
  safetensors: "pytorch",
  keras: "keras",
  h5: "keras",
  hdf5: "keras",
  json: "keras", // model.json of TensorFlow.js
  onnx: "onnx",
};

const hdf5Magic = [0x89, 0x48, 0x44, 0x46];
const zipMagic = [0x50, 0x4b, 0x03, 0x04];
const openingBrace = 0x7b;

/** By the name of the file, else by how its bytes begin; undefined where neither tells. */
export function guessSource(path: string, bytes: Uint8Array): Source | undefined {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1].toLowerCase() ?? "";
  if (Object.hasOwn(byExtension, extension)) return byExtension[extension];
  const startsWith = (magic: readonly number[]): boolean => magic.every((byte, i) => bytes[i] === byte);
  // Safetensors: eight bytes of a length, the last of them zeros as no text has them, and then a header of JSON.
  if (bytes[7] === 0 && bytes[8] === openingBrace) return "pytorch";
  if (startsWith(hdf5Magic) || bytes[0] === openingBrace) return "keras";
  if (startsWith(zipMagic)) return Buffer.from(bytes.subarray(-65_536)).includes("data.pkl") ? "pytorch" : "keras";
  return undefined;
}
