import { computed, type ReadonlySignal, signal } from "@preact/signals";

/** Samples that are kept. */
export const SAMPLES = 120;

/** The last measurements of one kind, in microseconds. */
export class Samples {
  readonly #values = signal<readonly number[]>([]);
  readonly median: ReadonlySignal<number | undefined> = computed(() => medianOf(this.#values.value));

  get values(): ReadonlySignal<readonly number[]> {
    return this.#values;
  }

  add(microseconds: readonly number[]): void {
    if (microseconds.length > 0) this.#values.value = [...this.#values.peek(), ...microseconds].slice(-SAMPLES);
  }
}

export function medianOf(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
