/** Units and inputs of the LSTM whose first step is waited for. */
export const HIDDEN = 128;

/** Numbers of a usual size, made without the code that is to be loaded. */
export function numbers(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => 0.08 * Math.sin(i));
}

/** Prints the milliseconds from `start` on, after the first a⟨t⟩ was seen. */
export function report(start: number, hidden: ArrayLike<number>): void {
  const took = performance.now() - start;
  if (hidden.length !== HIDDEN || !Number.isFinite(hidden[0])) throw new Error("expected a first result, came none");
  console.log(took);
}
