import { RivuletError } from "@rivulet/errors";
import type { StepInput } from "../config.ts";
import type { Place } from "../kernels/stage-record.ts";
import type { Model } from "../model.ts";
import type { ModelKernels } from "../model-kernels.ts";
import { statePlaces } from "../sequence-copies.ts";
import { SlotSequence } from "../slot-sequence.ts";
import { copyInput } from "./window-input.ts";
import type { WindowOptions } from "./window-options.ts";
import { readWindow, writeWindow } from "./window-snapshot.ts";

/** What one step came to, by head: copies. */
export interface WindowedOutput {
  /** The step, counted from 0. */
  readonly index: number;
  /** Whether it stays so; else a later output of the same step may be another. */
  readonly final: boolean;
  readonly logits: readonly Float32Array[];
  readonly probabilities: readonly Float32Array[];
}

/** A step that is not final. */
interface PendingStep {
  readonly input: StepInput;
  readonly slot: number;
}

/**
 * A live stream through a model that looks backward, with a look-ahead of L steps. The forward states after the last final
 * step are carried. Whenever C events have come the window, all steps that are not final, is run as a sequence of its own
 * from these states: its backward layers start behind the newest event. What then has at least L steps behind it becomes
 * final; its forward states, those of upper layers over final outputs of lower ones, are carried on. So a final output has
 * seen all that came before it and L to L + C − 1 steps after it, exactly L where C is 1; where the window covers the
 * sequence it has the bits of `runSequence`. C events cost at most L + C steps of what looks backward or is above it,
 * and C of all else; memory holds L + C steps at any length of the stream.
 */
export class WindowedSession {
  readonly model: Model;
  readonly options: Required<WindowOptions>;
  readonly #kernels: ModelKernels;
  /** The lowest layer that looks backward: below it, and in what goes forward in it, a step is computed once. */
  readonly #looksBackward: number;
  readonly #carriedPlaces: readonly Place[];
  /** The slot of the last final step. */
  #carried: number;
  #finals = 0;
  #pending: PendingStep[] = [];
  /** Pending steps that were computed. */
  #computed = 0;
  /** Pending steps that were told: after a restore they must be computed again. */
  #told = 0;
  readonly #free: number[] = [];
  #disposed = false;

  /** For `createWindowedSession`. */
  constructor(model: Model, kernels: ModelKernels, options: Required<WindowOptions>) {
    this.model = model;
    this.options = options;
    this.#kernels = kernels;
    const { layers } = kernels.plan;
    const lowest = layers.findIndex(({ states }) => states.some(({ part }) => part.direction === "backward"));
    this.#looksBackward = lowest < 0 ? layers.length : lowest;
    this.#carriedPlaces = layers.flatMap(statePlaces).filter(({ backward }) => !backward);
    this.#carried = kernels.takeSlot();
    kernels.liveSessions++;
  }

  /** Steps since the start or the last reset. */
  get steps(): number {
    return this.#finals + this.#pending.length;
  }

  /** Steps whose outputs are final. */
  get finals(): number {
    return this.#finals;
  }

  /**
   * One event in. With the last event of a chunk: the outputs of the window in the order of its steps, the final ones first;
   * else none. @throws INPUT_INVALID (the session is as it was), MEMORY_EXHAUSTED, SESSION_DISPOSED
   */
  push(input: StepInput): readonly WindowedOutput[] {
    this.#checkInUse();
    this.#kernels.check(input);
    const [slot] = this.#takeSlots(1);
    this.#pending.push({ input: copyInput(input), slot });
    if (this.#pending.length - this.#told < this.options.chunk) return [];
    return this.#report(Math.max(0, this.#pending.length - this.options.window));
  }

  /** The sequence may end here: all outputs that are not final become so. The forward states are carried on. @throws SESSION_DISPOSED */
  flush(): readonly WindowedOutput[] {
    this.#checkInUse();
    return this.#report(this.#pending.length);
  }

  /** Back to the start: the initial state, no steps. @throws SESSION_DISPOSED */
  reset(): void {
    this.#checkInUse();
    this.#clear();
    this.#kernels.copySlot(this.#carried, this.#kernels.plan.initial);
  }

  /** Portable bytes that `restore` on any runtime goes on from with the same bits. @throws SESSION_DISPOSED */
  snapshot(): Uint8Array {
    this.#checkInUse();
    return writeWindow(this.model.fingerprint, this.options, {
      finals: this.#finals,
      computed: this.#told,
      states: this.#carriedStates(),
      inputs: this.#pending.map(({ input }) => input),
    });
  }

  /**
   * @throws SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN (another model, window or chunk), SNAPSHOT_VERSION (then the session is as it
   * was), SESSION_DISPOSED
   */
  restore(bytes: Uint8Array): void {
    this.#checkInUse();
    const shape = this.#carriedStates();
    const { finals, computed, states, inputs } = readWindow(this.model.fingerprint, this.options, bytes, shape);
    try {
      for (const input of inputs) this.#kernels.check(input);
    } catch (cause) {
      throw new RivuletError("SNAPSHOT_DAMAGED", "expected inputs of this model, came others", { cause });
    }
    const slots = this.#takeSlots(inputs.length);
    this.#clear();
    this.#finals = finals;
    this.#told = computed;
    this.#pending = inputs.map((input, i) => ({ input, slot: slots[i] }));
    this.#carriedStates().forEach((state, i) => {
      state.set(states[i]);
    });
  }

  /** Gives the slots back; the session can't be used after. Twice is once. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#clear();
    this.#kernels.releaseSlots([...this.#free, this.#carried]);
    this.#kernels.liveSessions--;
  }

  /** Computes the window, tells it, and makes its first `finals` steps final. */
  #report(finals: number): readonly WindowedOutput[] {
    const steps = this.#pending.length;
    if (this.#computed < steps) this.#compute();
    const outputs = this.#pending.map(({ slot }, i) => this.#output(slot, this.#finals + i, i < finals));
    for (const { slot } of this.#pending.splice(0, finals)) {
      this.#free.push(this.#carried);
      this.#carried = slot;
    }
    this.#finals += finals;
    this.#computed = steps - finals;
    this.#told = this.#computed;
    return outputs;
  }

  #compute(): void {
    const kernels = this.#kernels;
    const { initial, layers } = kernels.plan;
    const slots = this.#pending.map(({ slot }) => slot);
    const inputs = this.#pending.map(({ input }) => input);
    const sequence = new SlotSequence(kernels, slots, inputs, { before: this.#carried, after: initial });
    const fresh = this.#computed;
    const steps = slots.length;
    for (let l = 0; l < layers.length; l++) {
      for (const direction of sequence.directions(l)) {
        const seesNothingNew = l < this.#looksBackward || (l === this.#looksBackward && direction === "forward");
        sequence.advance(l, direction, seesNothingNew ? fresh : 0, steps);
      }
      sequence.merge(l, l < this.#looksBackward ? fresh : 0, steps);
    }
    sequence.readHeads(this.#looksBackward === layers.length ? fresh : 0, steps);
  }

  #output(slot: number, index: number, final: boolean): WindowedOutput {
    const { heads } = this.#kernels.plan;
    return {
      index,
      final,
      logits: heads.map(({ logits, size }) => this.#view(slot, { offset: logits, length: size }).slice()),
      probabilities: heads.map(({ probabilities, size }) =>
        this.#view(slot, { offset: probabilities, length: size }).slice(),
      ),
    };
  }

  #carriedStates(): Float32Array[] {
    return this.#carriedPlaces.map((place) => this.#view(this.#carried, place));
  }

  #view(slot: number, { offset, length }: Place): Float32Array {
    const start = (slot + offset) / 4;
    return this.#kernels.memory.f32.subarray(start, start + length);
  }

  #takeSlots(count: number): number[] {
    const missing = count - this.#free.length;
    if (missing > 0) this.#free.push(...this.#kernels.takeSlots(missing));
    return this.#free.splice(this.#free.length - count, count);
  }

  #clear(): void {
    this.#free.push(...this.#pending.map(({ slot }) => slot));
    this.#pending = [];
    this.#finals = 0;
    this.#computed = 0;
    this.#told = 0;
  }

  #checkInUse(): void {
    if (this.#disposed) {
      throw new RivuletError("SESSION_DISPOSED", "expected a session in use, this one was disposed");
    }
  }
}
