import type { Optimizer, OptimizerStep } from "./optimizer.ts";

export interface AdamOptions {
  readonly kind: "adam";
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled weight decay (AdamW, Loshchilov and Hutter 2019); 0 is Adam (Kingma and Ba 2015). */
  readonly weightDecay: number;
}

export class Adam implements Optimizer {
  readonly moments: readonly [Float32Array, Float32Array];
  readonly #options: AdamOptions;

  constructor(options: AdamOptions, length: number) {
    this.#options = options;
    this.moments = [new Float32Array(length), new Float32Array(length)];
  }

  apply(parameters: Float32Array, gradient: Float32Array, offset: number, length: number, step: OptimizerStep): void {
    const { beta1, beta2, epsilon, weightDecay } = this.#options;
    const [m, v] = this.moments;
    const rate = step.rate / (1 - beta1 ** step.update);
    const correction = 1 / Math.sqrt(1 - beta2 ** step.update);
    const decay = 1 - weightDecay * step.rate;
    for (let i = offset, end = offset + length; i < end; i++) {
      const g = gradient[i] * step.scale;
      m[i] = beta1 * m[i] + (1 - beta1) * g;
      v[i] = beta2 * v[i] + (1 - beta2) * g * g;
      parameters[i] = parameters[i] * decay - (rate * m[i]) / (Math.sqrt(v[i]) * correction + epsilon);
    }
  }
}
