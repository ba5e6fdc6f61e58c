/** Changes parameters against their gradient; keeps one or two moments for each parameter. */
export interface Optimizer {
  /** Moments, each as long as the parameters: part of a checkpoint. */
  readonly moments: readonly Float32Array[];
  /** Update number `update` = 1, 2, … of the numbers from `offset`; g is `scale` times `gradient`. */
  apply(parameters: Float32Array, gradient: Float32Array, offset: number, length: number, step: OptimizerStep): void;
}

export interface OptimizerStep {
  readonly update: number;
  readonly rate: number;
  /** Factor of the gradient: what clipping leaves of it. */
  readonly scale: number;
}
