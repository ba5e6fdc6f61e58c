import type { InputConfig } from "../config.ts";
import { denseSize } from "./input-tables.ts";
import type { KernelMemory } from "./kernel-memory.ts";

/** Rows of a kernel call: sessions that step together, or steps of one sequence; more take several calls. */
export const ROWS = 32;
/** Ids that one step may sum. */
export const MAX_IDS = 256;

/** What a kernel call takes of each row: arrays of ROWS entries in kernel memory. Addresses in bytes. */
export interface PlanRows {
  /** Address of the slot of the row's step, and of that of the step before it. */
  readonly slots: number;
  readonly previous: number;
  readonly idCounts: number;
  /** Arrays of the addresses of the ids, of the dense x⟨t⟩ and of the work space. */
  readonly idAddresses: number;
  readonly inputAddresses: number;
  readonly workAddresses: number;
  /** Where the ids and the dense x⟨t⟩ of row i are written: ids + i · idBytes, inputs + i · inputBytes. */
  readonly ids: number;
  readonly idBytes: number;
  readonly inputs: number;
  readonly inputBytes: number;
}

/** Allocates the rows of a plan whose layers need up to `workBytes` bytes of work space. */
export function allocateRows(memory: KernelMemory, input: InputConfig, workBytes: number): PlanRows {
  const array = (bytes: number) => {
    const first = memory.allocate(ROWS * bytes);
    const addresses = memory.allocate(ROWS * 4);
    for (let row = 0; row < ROWS; row++) memory.i32[addresses / 4 + row] = first + row * bytes;
    return { first, bytes, addresses };
  };
  const ids = array(input.kind === "dense" ? 0 : MAX_IDS * 4);
  // Whole vectors of 32 bytes: a residual link adds x⟨t⟩ with its padding.
  const inputs = array(Math.ceil((denseSize(input) * 4) / 32) * 32);
  return {
    slots: memory.allocate(ROWS * 4),
    previous: memory.allocate(ROWS * 4),
    idCounts: memory.allocateZeros(ROWS * 4),
    idAddresses: ids.addresses,
    inputAddresses: inputs.addresses,
    workAddresses: array(workBytes).addresses,
    ids: ids.first,
    idBytes: ids.bytes,
    inputs: inputs.first,
    inputBytes: inputs.bytes,
  };
}
