import type { KernelMemory } from "./kernels/kernel-memory.ts";
import type { Plan } from "./kernels/plan.ts";
import type { Place } from "./kernels/stage-record.ts";

/** The parts of a slot as arrays: views of kernel memory, detached when it grows. */
export class SlotViews {
  /** Generation of the memory that these are views of. */
  readonly generation: number;
  /** The output by layer: a⟨t⟩, and with a residual link x⟨t⟩ + a⟨t⟩. */
  readonly hidden: readonly Float32Array[];
  /** c⟨t⟩ by layer; a⟨t⟩ where the cell keeps one vector, the output where there is none. */
  readonly cell: readonly Float32Array[];
  readonly logits: readonly Float32Array[];
  readonly probabilities: readonly Float32Array[];
  /** What lives across steps, of each recurrent layer, lowest first: a⟨t⟩, then c⟨t⟩ where the cell has one. */
  readonly states: readonly Float32Array[];
  /** What a step leaves and no step needs. */
  readonly outputs: readonly Float32Array[];

  constructor(memory: KernelMemory, plan: Plan, slot: number) {
    const at = ({ offset, length }: Place) => memory.f32.subarray((slot + offset) / 4, (slot + offset) / 4 + length);
    this.generation = memory.generation;
    this.hidden = plan.layers.map(({ output }) => at(output));
    this.cell = plan.layers.map(({ states: [state], output }) => at(state?.cell ?? state?.hidden ?? output));
    this.logits = plan.heads.map(({ logits, size }) => at({ offset: logits, length: size }));
    this.probabilities = plan.heads.map(({ probabilities, size }) => at({ offset: probabilities, length: size }));
    this.states = plan.layers.flatMap(({ states }) =>
      states.flatMap(({ hidden, cell }) => (cell ? [at(hidden), at(cell)] : [at(hidden)])),
    );
    const passing = this.hidden.filter((_, l) => plan.layers[l].merged || plan.layers[l].states.length === 0);
    this.outputs = [...passing, ...this.logits, ...this.probabilities];
  }
}
