import type { KernelMemory } from "./kernels/kernel-memory.ts";
import type { Plan } from "./kernels/plan.ts";
import type { Place } from "./kernels/stage-record.ts";

type Views = readonly Float32Array[];

/**
 * The parts of a slot as arrays: views of kernel memory, detached when it grows. Each is made when first asked for: a view
 * takes more memory than many a state, and a server's sessions are asked for probabilities alone. The making stands apart
 * from the asking, which is part of every step and has to be small.
 */
export class SlotViews {
  /** Generation of the memory that these are views of. */
  readonly generation: number;
  readonly #memory: KernelMemory;
  readonly #plan: Plan;
  readonly #slot: number;
  #hidden: Views | undefined;
  #cell: Views | undefined;
  #logits: Views | undefined;
  #probabilities: Views | undefined;
  #states: Views | undefined;

  constructor(memory: KernelMemory, plan: Plan, slot: number) {
    this.generation = memory.generation;
    this.#memory = memory;
    this.#plan = plan;
    this.#slot = slot;
  }

  /** The output by layer: a⟨t⟩, and with a residual link x⟨t⟩ + a⟨t⟩. */
  get hidden(): Views {
    return this.#hidden ?? this.#makeHidden();
  }

  /** c⟨t⟩ by layer; a⟨t⟩ where the cell keeps one vector, the output where there is none. */
  get cell(): Views {
    return this.#cell ?? this.#makeCell();
  }

  get logits(): Views {
    return this.#logits ?? this.#makeLogits();
  }

  get probabilities(): Views {
    return this.#probabilities ?? this.#makeProbabilities();
  }

  /** What lives across steps, of each recurrent layer, lowest first: a⟨t⟩, then c⟨t⟩ where the cell has one. */
  get states(): Views {
    this.#states ??= this.makeStates();
    return this.#states;
  }

  /** The same, not kept: for what is done seldom. */
  makeStates(): Views {
    return this.#plan.layers.flatMap(({ states }) =>
      states.flatMap(({ hidden, cell }) => (cell ? [this.#at(hidden), this.#at(cell)] : [this.#at(hidden)])),
    );
  }

  /** What a step leaves and no step needs. */
  get outputs(): Views {
    const { layers } = this.#plan;
    const passing = this.hidden.filter((_, l) => layers[l].merged || layers[l].states.length === 0);
    return [...passing, ...this.logits, ...this.probabilities];
  }

  #makeHidden(): Views {
    this.#hidden = this.#plan.layers.map(({ output }) => this.#at(output));
    return this.#hidden;
  }

  #makeCell(): Views {
    const places = this.#plan.layers.map(({ states: [state], output }) => state?.cell ?? state?.hidden ?? output);
    this.#cell = places.map((place) => this.#at(place));
    return this.#cell;
  }

  #makeLogits(): Views {
    this.#logits = this.#plan.heads.map(({ logits, size }) => this.#at({ offset: logits, length: size }));
    return this.#logits;
  }

  #makeProbabilities(): Views {
    const places = this.#plan.heads.map(({ probabilities, size }) => ({ offset: probabilities, length: size }));
    this.#probabilities = places.map((place) => this.#at(place));
    return this.#probabilities;
  }

  #at({ offset, length }: Place): Float32Array {
    const start = (this.#slot + offset) / 4;
    return this.#memory.f32.subarray(start, start + length);
  }
}
