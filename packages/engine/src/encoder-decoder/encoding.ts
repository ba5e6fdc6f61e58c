import { RivuletError } from "@rivulet/errors";
import type { Attention } from "./attention.ts";

/**
 * What a source came to, shared by all decodings of it: the annotations where there is attention, and how many steps the
 * source has. Holders count, so that it is given up when the last of them lets it go.
 */
export class Encoding {
  /** Source steps read so far. */
  steps = 0;
  readonly #attention: Attention | undefined;
  readonly #slots: number[] = [];
  #holders = 1;

  constructor(attention: Attention | undefined) {
    this.#attention = attention;
  }

  /** One source step more. */
  append(annotation: Float32Array): void {
    this.steps++;
    if (this.#attention) this.#slots.push(this.#attention.keep(annotation));
  }

  /** context⟨t⟩ and α⟨t,t'⟩ of s⟨t-1⟩ over all steps read so far. */
  attend(state: Float32Array, context: Float32Array, weights: Float32Array): void {
    this.#attention?.attend(this.#slots, state, context, weights);
  }

  /** Copies, for a snapshot; none without attention. */
  annotations(): Float32Array[] {
    const attention = this.#attention;
    return attention ? this.#slots.map((slot) => attention.annotation(slot).slice()) : [];
  }

  /** All that a snapshot knows of a source. */
  fill(steps: number, annotations: readonly Float32Array[]): void {
    for (const annotation of annotations) this.append(annotation);
    this.steps = steps;
  }

  /** @throws SESSION_DISPOSED */
  hold(): this {
    if (this.#holders === 0) {
      throw new RivuletError("SESSION_DISPOSED", "expected an encoding in use, this one was disposed");
    }
    this.#holders++;
    return this;
  }

  letGo(): void {
    if (--this.#holders > 0) return;
    for (const slot of this.#slots) this.#attention?.release(slot);
    this.#slots.length = 0;
  }
}
