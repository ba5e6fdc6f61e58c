import { RivuletError } from "@rivulet/errors";

/** Bytes of work that reading a file may take: what a cyclic or overlapping structure costs is cut off here. */
export class WorkBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** @throws RivuletError FILE_DAMAGED where the budget is used up */
  take(bytes: number): void {
    this.#left -= bytes;
    if (!(this.#left >= 0)) {
      throw new RivuletError("FILE_DAMAGED", "expected structures about as long as the file, came some that repeat it");
    }
  }
}
