import type { LayerCase } from "../layer/layer.ts";
import type { LayerSubject } from "../layer/layer-subject.ts";

/** What can run one recurrent layer, so that suites can let several take turns. */
export interface LayerEngine {
  /** Names an engine in tables and results; ours on tokens and on vectors are two engines. */
  readonly name: string;
  readonly input: "dense" | "token";
  /** Largest error against double precision that is still the same network. */
  readonly tolerance: number;
  /** Threads that go on after a call: such an engine is timed by itself, after the others. */
  readonly threads?: boolean;
  supports(layerCase: LayerCase): boolean;
  /** A fresh stepper, all sessions at zero. */
  open(subject: LayerSubject): Stepper | Promise<Stepper>;
}

/** Sessions of one layer, as a user would hold them. */
export interface Stepper {
  /** Writes the inputs of call t, makes its steps and leaves a⟨t⟩ to read. */
  call(t: number): void | Promise<void>;
  /** a⟨t⟩ of the last call, [steps, batch, H]; holds until the next one. */
  output(): ArrayLike<number>;
  close(): void | Promise<void>;
}
