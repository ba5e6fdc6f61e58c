import { inputSize, type ModelConfig } from "@rivulet/engine";
import { padded } from "@rivulet/engine/training";
import type { ParameterPlaces } from "../parameters.ts";
import type { Workspace } from "./kernels.ts";
import type { StepGrid } from "./step-grid.ts";
import { allocateVectors, type Vectors } from "./vectors.ts";

/** One embedding table seen from the global ids. */
interface Table {
  readonly firstId: number;
  readonly endId: number;
  /** First component of x⟨t⟩ that the table fills. */
  readonly column: number;
  readonly size: number;
  /** Where the table starts in the flat parameters. */
  readonly offset: number;
}

/** x⟨t⟩ of a whole batch from ids, dense vectors or both, and the gradients of the embeddings. */
export class InputPass {
  /** Numbers of x⟨t⟩. */
  readonly columns: number;
  readonly #workspace: Workspace;
  readonly #kind: ModelConfig["input"]["kind"];
  /** Numbers of x⟨t⟩ that come as they are, the last ones. */
  readonly #dense: number;
  readonly #tables: readonly Table[];

  constructor(workspace: Workspace, config: ModelConfig, layout: ParameterPlaces) {
    this.#workspace = workspace;
    this.#kind = config.input.kind;
    this.columns = inputSize(config);
    this.#dense = denseNumbers(config.input);
    let firstId = 0;
    let column = 0;
    this.#tables = (config.input.kind === "embedding" ? config.input.tables : []).map(({ name, rows, size }) => {
      const table = { firstId, endId: firstId + rows, column, size, offset: layout.place(`embedding.${name}`).offset };
      firstId += rows;
      column += size;
      return table;
    });
  }

  /** x⟨t⟩ of each step, [padded columns]; `masks`: one dropout mask a sequence, or none. */
  forward(grid: StepGrid, parameters: Float32Array, masks: readonly Float32Array[] | undefined): Vectors {
    const inputs = allocateVectors(this.#workspace.memory, grid.steps, padded(this.columns));
    const { f32 } = this.#workspace.memory;
    grid.forEach((n, job, t) => {
      const { ids, dense, steps } = grid.sequences[job];
      const x = f32.subarray((inputs.base + n * inputs.bytes) / 4, (inputs.base + n * inputs.bytes) / 4 + this.columns);
      if (dense) x.set(dense.subarray(t * this.#dense, (t + 1) * this.#dense), this.columns - this.#dense);
      if (ids) this.#gather(x, ids.subarray((t * ids.length) / steps, ((t + 1) * ids.length) / steps), parameters);
      if (masks) for (let k = 0; k < x.length; k++) x[k] *= masks[job][k];
    });
    return inputs;
  }

  /** Adds the gradients of the embedding rows that the batch used to `gradient` and tells `touched` where each starts. */
  backward(
    grid: StepGrid,
    dInputs: Vectors,
    gradient: Float32Array,
    masks: readonly Float32Array[] | undefined,
    touched: (offset: number, size: number) => void,
  ): void {
    if (this.#kind !== "embedding") return;
    const { f32 } = this.#workspace.memory;
    grid.forEach((n, job, t) => {
      const { ids, steps } = grid.sequences[job];
      if (ids === undefined) return;
      const d = f32.subarray(
        (dInputs.base + n * dInputs.bytes) / 4,
        (dInputs.base + n * dInputs.bytes) / 4 + this.columns,
      );
      if (masks) for (let k = 0; k < d.length; k++) d[k] *= masks[job][k];
      for (let i = (t * ids.length) / steps; i < ((t + 1) * ids.length) / steps; i++) {
        if (ids[i] < 0) continue;
        const table = this.#table(ids[i]);
        const to = table.offset + (ids[i] - table.firstId) * table.size;
        for (let k = 0; k < table.size; k++) gradient[to + k] += d[table.column + k];
        touched(to, table.size);
      }
    });
  }

  #gather(x: Float32Array, ids: Int32Array, parameters: Float32Array): void {
    for (const id of ids) {
      if (id < 0) continue;
      if (this.#kind === "one-hot") {
        x[id] += 1;
        continue;
      }
      const table = this.#table(id);
      const from = table.offset + (id - table.firstId) * table.size;
      for (let k = 0; k < table.size; k++) x[table.column + k] += parameters[from + k];
    }
  }

  #table(id: number): Table {
    for (const table of this.#tables) if (id < table.endId) return table;
    throw new RangeError(`id ${id} is past the last table`);
  }
}

function denseNumbers(input: ModelConfig["input"]): number {
  if (input.kind === "dense") return input.size;
  return input.kind === "embedding" ? (input.dense ?? 0) : 0;
}
