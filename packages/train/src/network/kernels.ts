import {
  type AttentionKernels,
  instantiate,
  KernelMemory,
  trainingKernelSource,
  type WasmMemory,
} from "@rivulet/engine/training";

/** The exports of assembly/training.ts; all arguments are byte addresses, byte offsets or counts. */
export interface TrainingKernels extends AttentionKernels {
  readonly memory: WasmMemory;
  heapBase(): number;
  addProduct(
    panels: number,
    rows: number,
    k: number,
    xs: number,
    xOffset: number,
    zs: number,
    zOffset: number,
    count: number,
  ): void;
  startFromBias(layer: number, works: number, count: number): void;
  addInput(layer: number, xs: number, xOffset: number, works: number, count: number): void;
  addStateAndAdvance(
    layer: number,
    prevs: number,
    nexts: number,
    stateOffset: number,
    works: number,
    count: number,
  ): void;
  stepBackward(
    layer: number,
    gradients: number,
    prevs: number,
    nexts: number,
    works: number,
    dNexts: number,
    dWorks: number,
    dPrevs: number,
    count: number,
  ): void;
  softmax(to: number, logits: number, rows: number): void;
  sigmoid(to: number, logits: number, rows: number): void;
  addVector(to: number, from: number, bytes: number): void;
  multiply(to: number, a: number, b: number, bytes: number): void;
  attentionWeightsBackward(
    dScores: number,
    weights: number,
    dContext: number,
    annotations: number,
    dAnnotations: number,
    bytes: number,
    count: number,
  ): void;
  additiveScoresBackward(
    dScores: number,
    query: number,
    keys: number,
    v: number,
    dQuery: number,
    dKeys: number,
    dV: number,
    bytes: number,
    count: number,
  ): void;
  productScoresBackward(
    dScores: number,
    query: number,
    keys: number,
    dQuery: number,
    dKeys: number,
    bytes: number,
    count: number,
  ): void;
  tanhVectorBackward(dz: number, y: number, bytes: number): void;
  packVectors(panels: number, vectors: number, offset: number, rows: number, count: number): void;
  transposeVectors(to: number, stride: number, vectors: number, offset: number, columns: number, count: number): void;
  sumVectors(to: number, vectors: number, offset: number, bytes: number, count: number): void;
}

/** An instance of the training kernels with its memory. */
export interface Workspace {
  readonly kernels: TrainingKernels;
  readonly memory: KernelMemory;
}

export function createWorkspace(): Workspace {
  const kernels = instantiate<TrainingKernels>(trainingKernelSource);
  return { kernels, memory: new KernelMemory(kernels.memory, kernels.heapBase()) };
}
