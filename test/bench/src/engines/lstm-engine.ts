/** What can run one LSTM layer, so that suites can let several take turns. */
export interface LstmEngine {
  readonly name: string;
  /** An LSTM of as many inputs as units, and a call that steps `batch` sessions of it. */
  open(hidden: number, batch: number): LstmStepper;
}

/** One step of every session: writes x⟨t⟩ and reads a⟨t⟩, as a user would. */
export type LstmStepper = () => void;
