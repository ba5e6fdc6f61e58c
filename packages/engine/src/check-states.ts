import { RivuletError } from "@rivulet/errors";

/** Refuses states of other sizes than those of `shape`, or with numbers that are not finite: INPUT_INVALID. */
export function checkStates(states: readonly Float32Array[], shape: readonly Float32Array[]): void {
  const sizes = (vectors: readonly Float32Array[]) => vectors.map(({ length }) => length).join(", ");
  if (sizes(states) !== sizes(shape)) {
    throw new RivuletError("INPUT_INVALID", `expected states of ${sizes(shape)} numbers, came ${sizes(states)}`);
  }
  if (!states.every((state) => state.every(Number.isFinite))) {
    throw new RivuletError("INPUT_INVALID", "expected states of finite numbers, came NaN or an infinity");
  }
}
