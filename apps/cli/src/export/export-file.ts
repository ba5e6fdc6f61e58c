import type { ModelFile } from "@rivulet/formats";

/** What a model can be exported to. */
export const targets = ["onnx", "pytorch"] as const;

export type Target = (typeof targets)[number];

/** Each loads its libraries when it is needed. */
const exporters: Readonly<Record<Target, (file: ModelFile) => Promise<Uint8Array>>> = {
  onnx: async ({ config, weights }) => {
    const { exportOnnx } = await import("@rivulet/formats/onnx");
    return exportOnnx(config, weights);
  },
  pytorch: async ({ config, weights, labels }) => {
    const { exportPyTorch } = await import("@rivulet/formats/pytorch");
    return exportPyTorch(config, weights, labels);
  },
};

/** @throws RivuletError what the exporter of the format throws */
export function exportFile(target: Target, file: ModelFile): Promise<Uint8Array> {
  return exporters[target](file);
}
