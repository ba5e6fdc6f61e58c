import type { KernelMemory } from "./kernels/kernel-memory.ts";
import type { Plan } from "./kernels/plan.ts";

/** The parts of a session's slot as arrays: views of kernel memory, detached when it grows. */
export class SlotViews {
  /** Generation of the memory that these are views of. */
  readonly generation: number;
  /** a⟨t⟩ by layer. */
  readonly hidden: readonly Float32Array[];
  /** c⟨t⟩ by layer; a⟨t⟩ where the cell keeps one vector. */
  readonly cell: readonly Float32Array[];
  readonly logits: readonly Float32Array[];
  readonly probabilities: readonly Float32Array[];
  /** What lives across steps, layer by layer: a⟨t⟩, then c⟨t⟩ where the cell has one. */
  readonly states: readonly Float32Array[];

  constructor(memory: KernelMemory, plan: Plan, slot: number) {
    const at = (offset: number, length: number) =>
      memory.f32.subarray((slot + offset) / 4, (slot + offset) / 4 + length);
    this.generation = memory.generation;
    this.hidden = plan.layers.map((layer) => at(layer.offset, layer.hidden));
    this.cell = plan.layers.map((layer) => at(layer.offset + (layer.cell ? layer.vector * 4 : 0), layer.hidden));
    this.states = plan.layers.flatMap((layer, l) => (layer.cell ? [this.hidden[l], this.cell[l]] : [this.hidden[l]]));
    this.logits = plan.heads.map((head) => at(head.logits, head.size));
    this.probabilities = plan.heads.map((head) => at(head.probabilities, head.size));
  }
}
