// What the TypeScript side writes of a whole model (src/kernels/plan.ts, stage-record.ts, input-tables.ts).

/** One embedding table of the input. */
@unmanaged
export class Table {
  /** First global id after this table. */
  end: i32;
  /** Numbers of one embedding; 0 where the rows are projections already. */
  size: i32;
  /** The rows: embeddings e, or their projections W_x e. */
  rows: usize;
  /** `Matrix` of this table's columns of W_x, for rows that are embeddings. */
  matrix: usize;
  /** Where projections of embeddings are kept, zeros until they are made; 0: nowhere. */
  projections: usize;
  /** A byte a row: 1 where its projection was made. */
  made: usize;
}

/** How a stage's output is made of the a⟨t⟩ of its directions. */
export const IN_PLACE: i32 = 0;
export const COPY: i32 = 1;
export const CONCAT: i32 = 2;
export const SUM: i32 = 3;
export const MULTIPLY: i32 = 4;
export const AVERAGE: i32 = 5;

/** One layer of the stack: what runs in it, and where in a slot its input and output lie. */
@unmanaged
export class Stage {
  /** `Layer` that goes from the first step to the last, or that has no recurrence; 0: none. */
  forward: usize;
  /** `Layer` that goes from the last step to the first; 0: none. */
  backward: usize;
  /** First `Table` of each direction, where the input is ids and this is the lowest layer; else 0. */
  forwardTables: usize;
  backwardTables: usize;
  /** Where x⟨t⟩ starts in a slot, in bytes; −1: it is the model's input. */
  inputOffset: i32;
  outputOffset: i32;
  /** Bytes of the output, a multiple of 32. */
  outputBytes: i32;
  merge: i32;
  /** CONCAT: bytes of the forward a⟨t⟩ with its padding, where in the output the backward one starts, and its bytes. */
  firstBytes: i32;
  secondOffset: i32;
  secondBytes: i32;
  /** 1: x⟨t⟩ is added to the output. */
  residual: i32;
}

@unmanaged
export class Plan {
  stageCount: i32;
  stages: usize;
  headCount: i32;
  heads: usize;
  /** Where the heads find what they read, in bytes from the start of a slot. */
  topOffset: i32;
  /** Vectors of the lowest layer's rows, for projections that are not kept: as many as are summed before rounding. */
  projections: usize;
  /** Arrays of addresses, one a row: the slot of the step, of the step before it, the ids, the dense x⟨t⟩, work space. */
  slots: usize;
  previous: usize;
  ids: usize;
  inputs: usize;
  works: usize;
  /** How many ids each row has. */
  idCounts: usize;
}
