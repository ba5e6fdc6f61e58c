/** One update: a batch seen, the parameters moved. */
export interface UpdateRecord {
  readonly update: number;
  readonly epoch: number;
  /** Mean −ln p(target) a target, without smoothing. */
  readonly loss: number;
  /** Share of targets that were hit, with dropout, over the heads whose loss knows of hits; absent where none does. */
  readonly accuracy?: number;
  /** Norm of the whole gradient before clipping. */
  readonly gradientNorm: number;
  readonly rate: number;
}

/** One epoch, looked at on the dev data. */
export interface EpochRecord {
  readonly epoch: number;
  /** Means over the epoch's updates. */
  readonly loss: number;
  readonly accuracy?: number;
  /** What is compared between epochs: higher is better. */
  readonly score: number;
  /** Figures by name, for people. */
  readonly figures: Readonly<Record<string, number>>;
  readonly seconds: number;
}

export interface History {
  readonly updates: UpdateRecord[];
  readonly epochs: EpochRecord[];
}
