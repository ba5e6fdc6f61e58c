import type { EncoderDecoderConfig, Weights } from "@rivulet/engine";
import { annotationSize, decoderStates, outputSize } from "@rivulet/engine";
import { padded } from "@rivulet/engine/training";
import type { Workspace } from "../network/kernels.ts";
import type { StepGrid } from "../network/step-grid.ts";
import { allocateVectors, type Vectors } from "../network/vectors.ts";
import { DenseBridgePass } from "./dense-bridge-pass.ts";

/** The sources of a batch as the encoder came to them. */
export interface EncodedBatch {
  readonly grid: StepGrid;
  /** By job of the target the job of its source. */
  readonly jobs: readonly number[];
  /** What the encoder's top layer gives. */
  readonly annotations: Vectors;
  /** The states of each recurrent part of the encoder, lowest first. */
  readonly states: readonly Vectors[];
}

/** What the decoder's initial states say to the encoder. */
interface BridgeGradients {
  /** d loss / d the states that the encoder's parts end in, where these were copied. */
  readonly dLast: readonly Vectors[] | undefined;
}

/** One stretch of numbers of the annotation, and whether it is read after the last step or, going backward, after the first. */
interface Reading {
  readonly from: number;
  readonly to: number;
  readonly atStart: boolean;
}

/** The decoder's initial states from the encoder, over a batch. */
export class BridgePass {
  readonly #workspace: Workspace;
  readonly #size: number;
  readonly #readings: readonly Reading[];
  /** None where states are copied. */
  readonly #dense: readonly DenseBridgePass[] | undefined;
  #read: Vectors | undefined;

  constructor(workspace: Workspace, config: EncoderDecoderConfig) {
    this.#workspace = workspace;
    this.#size = annotationSize(config);
    this.#readings = readingsOf(config);
    if (config.bridge === "copy") return;
    this.#dense = decoderStates(config).map(
      (sizes, d) => new DenseBridgePass(workspace, `bridge.${d}`, sizes, this.#size),
    );
  }

  load(weights: Weights): void {
    for (const layer of this.#dense ?? []) layer.load(weights);
  }

  /** The states of each of the decoder's layers before the first step, by job of the target. */
  forward(encoded: EncodedBatch): readonly Vectors[] {
    const { memory } = this.#workspace;
    const { grid, jobs, annotations } = encoded;
    if (this.#dense === undefined) {
      return encoded.states.map((states) => {
        const initial = allocateVectors(memory, jobs.length, states.bytes / 4);
        jobs.forEach((job, i) => {
          const from = (states.base + grid.last(job) * states.bytes) / 4;
          memory.f32.copyWithin((initial.base + i * initial.bytes) / 4, from, from + states.bytes / 4);
        });
        return initial;
      });
    }
    const read = allocateVectors(memory, jobs.length, padded(this.#size));
    this.#read = read;
    this.#forEachReading(encoded, annotations, (annotation, i, from, to) => {
      memory.f32.copyWithin((read.base + i * read.bytes) / 4 + from, annotation + from, annotation + to);
    });
    return this.#dense.map((layer) => layer.forward(read));
  }

  /** From d loss / d initial states, which it may change; adds to `dAnnotations`. */
  backward(
    encoded: EncodedBatch,
    dInitial: readonly Vectors[],
    dAnnotations: Vectors,
    gradient: (name: string) => Float32Array,
  ): BridgeGradients {
    const { memory } = this.#workspace;
    const { jobs } = encoded;
    if (this.#dense === undefined) {
      const dLast = dInitial.map((d) => {
        const last = allocateVectors(memory, d.count, d.bytes / 4);
        jobs.forEach((job, i) => {
          const from = (d.base + i * d.bytes) / 4;
          memory.f32.copyWithin((last.base + job * last.bytes) / 4, from, from + d.bytes / 4);
        });
        return last;
      });
      return { dLast };
    }
    const read = this.#read as Vectors;
    const dRead = allocateVectors(memory, read.count, read.bytes / 4);
    this.#dense.forEach((layer, d) => {
      layer.backward(read, dInitial[d], dRead, gradient);
    });
    const { f32 } = memory;
    this.#forEachReading(encoded, dAnnotations, (dAnnotation, i, from, to) => {
      const d = (dRead.base + i * dRead.bytes) / 4;
      for (let k = from; k < to; k++) f32[dAnnotation + k] += f32[d + k];
    });
    return { dLast: undefined };
  }

  /** Calls `visit` for each stretch that is read for job `i` of the target, with the index of its vector's first number. */
  #forEachReading(
    { grid, jobs }: EncodedBatch,
    vectors: Vectors,
    visit: (vector: number, i: number, from: number, to: number) => void,
  ): void {
    jobs.forEach((job, i) => {
      for (const { from, to, atStart } of this.#readings) {
        const n = atStart ? grid.start[0] + job : grid.last(job);
        visit((vectors.base + n * vectors.bytes) / 4, i, from, to);
      }
    });
  }
}

function readingsOf(config: EncoderDecoderConfig): readonly Reading[] {
  const size = annotationSize(config);
  const top = config.encoder.layers[config.encoder.layers.length - 1];
  if (top.cell === "bidirectional") {
    const forward = outputSize(top.forward);
    return [
      { from: 0, to: forward, atStart: false },
      { from: forward, to: size, atStart: true },
    ];
  }
  return [{ from: 0, to: size, atStart: top.cell !== "dense" && top.direction === "backward" }];
}
