import type { Case } from "../rounds.ts";
import { BYTES_TURN, FLOATS_TURN, INTEGERS_TURN, type LimitKernels, READ_TURN } from "./limit-kernels.ts";
import type { Arithmetic } from "./step-limit.ts";

export interface LimitCase extends Case {
  /** Bytes or multiply-adds of one call. */
  readonly amount: number;
}

/** A call has to last, so that what it costs by itself does not count. */
const LEAST_READ = 4 * 2 ** 20;
const TURNS = 20_000;

/** Reads the buffer from one end to the other, over and over. */
export function readCase({ read }: LimitKernels, start: number, buffer: number): LimitCase {
  const bytes = buffer - (buffer % READ_TURN);
  const times = Math.ceil(LEAST_READ / bytes);
  return { name: `read ${buffer}`, amount: bytes * times, call: () => ignored(read(start, bytes, times)) };
}

/** What needs relaxed SIMD is left out where there are no such kernels. */
export function arithmeticCases(
  plain: LimitKernels,
  relaxed: LimitKernels | undefined,
): readonly (LimitCase & { readonly arithmetic: Arithmetic })[] {
  return [
    floatsCase("f32", plain),
    ...(relaxed === undefined ? [] : [floatsCase("relaxed", relaxed)]),
    {
      name: "int16",
      arithmetic: "int16",
      amount: TURNS * INTEGERS_TURN,
      call: () => ignored(plain.multiplyAddIntegers(TURNS)),
    },
    ...(relaxed === undefined ? [] : [bytesCase(relaxed)]),
  ];
}

function floatsCase(arithmetic: "f32" | "relaxed", { multiplyAddFloats }: LimitKernels) {
  return {
    name: arithmetic,
    arithmetic,
    amount: TURNS * FLOATS_TURN,
    call: () => ignored(multiplyAddFloats(TURNS)),
  };
}

function bytesCase({ multiplyAddBytes }: LimitKernels) {
  return {
    name: "int8",
    arithmetic: "int8" as const,
    amount: TURNS * BYTES_TURN,
    call: () => ignored(multiplyAddBytes(TURNS)),
  };
}

/** A case returns nothing to wait for; kernels return their sums so that no loop is left out. */
function ignored(sum: number): void {
  if (Number.isNaN(sum)) throw new Error("expected a sum, came NaN");
}
