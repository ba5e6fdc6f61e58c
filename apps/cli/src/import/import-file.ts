import type { ImportedModel } from "@rivulet/formats";
import { checkNothingTold, pytorchOptions, type TellOptions } from "./import-options.ts";
import { readTfjsWeights } from "./read-tfjs-weights.ts";
import type { Source } from "./source.ts";

/** A file to import. */
export interface SourceFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

type Importer = (file: SourceFile, told: TellOptions) => Promise<ImportedModel>;

const openingBrace = 0x7b;

/** Each loads its libraries when it is needed. */
const importers: Readonly<Record<Source, Importer>> = {
  pytorch: async ({ bytes }, told) => {
    const { importPyTorch } = await import("@rivulet/formats/pytorch");
    return importPyTorch(bytes, pytorchOptions(told));
  },
  keras: async ({ path, bytes }, told) => {
    checkNothingTold("keras", told);
    const { importKeras, tfjsWeightPaths } = await import("@rivulet/formats/keras");
    if (bytes[0] !== openingBrace) return importKeras(bytes);
    return importKeras({ modelJson: bytes, weights: await readTfjsWeights(path, tfjsWeightPaths(bytes)) });
  },
  onnx: async ({ bytes }, told) => {
    checkNothingTold("onnx", told);
    const { importOnnx } = await import("@rivulet/formats/onnx");
    return importOnnx(bytes);
  },
};

/** @throws RivuletError what the importer of the format throws; ARGUMENT_INVALID, FILE_UNREADABLE */
export function importFile(source: Source, file: SourceFile, told: TellOptions): Promise<ImportedModel> {
  return importers[source](file, told);
}
