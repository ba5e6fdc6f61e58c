import type { Optimizer, OptimizerStep } from "./optimizer.ts";

export interface SgdOptions {
  readonly kind: "sgd";
  /** v ← momentum · v + g; θ ← θ − rate · v. */
  readonly momentum: number;
}

export class Sgd implements Optimizer {
  readonly moments: readonly [Float32Array];
  readonly #momentum: number;

  constructor({ momentum }: SgdOptions, length: number) {
    this.#momentum = momentum;
    this.moments = [new Float32Array(length)];
  }

  apply(parameters: Float32Array, gradient: Float32Array, offset: number, length: number, step: OptimizerStep): void {
    const [velocity] = this.moments;
    for (let i = offset, end = offset + length; i < end; i++) {
      velocity[i] = this.#momentum * velocity[i] + gradient[i] * step.scale;
      parameters[i] -= step.rate * velocity[i];
    }
  }
}
