import type { StepInput } from "./config.ts";
import type { ModelKernels } from "./model-kernels.ts";
import { CHUNK, runChunk } from "./run-chunk.ts";
import { SequenceCopies, statePlaces } from "./sequence-copies.ts";
import type { SequenceOutputs } from "./sequence-outputs.ts";
import { SlotSequence } from "./slot-sequence.ts";

/** A sequence of one step at least, whose inputs were checked. `readLayer`: see `readLayer()`. */
export interface Sequence {
  readonly inputs: readonly StepInput[];
  readonly readLayer: number | undefined;
}

/** Where a layer looks backward, or what the heads say of the last step is asked for first. */
export interface HeldSequence extends Sequence {
  readonly isReversed: boolean;
}

/** Where no layer looks backward: in chunks that go through all layers, so that kernel memory does not grow with T. */
export function runForward(kernels: ModelKernels, { inputs, readLayer }: Sequence): SequenceOutputs {
  const copies = new SequenceCopies(kernels, inputs.length, readLayer);
  const slots = kernels.takeSlots(Math.min(inputs.length, CHUNK) + 1);
  const [state, ...chunk] = slots;
  const everyStep = readLayer === undefined;
  try {
    kernels.copySlot(state, kernels.plan.initial);
    for (let t = 0; t < inputs.length; ) {
      const count = runChunk(kernels, state, chunk, inputs, t, everyStep);
      for (let row = 0; row < count; row++, t++) {
        copies.takeStep(chunk[row], t);
        if (everyStep) copies.takeHeads(chunk[row], t);
      }
      kernels.copySlot(state, chunk[count - 1]);
    }
    copies.takeRead(state);
    if (!everyStep) copies.takeHeads(state, 0);
    copies.takeStates(state, state);
  } finally {
    kernels.releaseSlots(slots);
  }
  return copies.outputs();
}

/** Layer by layer, each over all T steps. @throws MEMORY_EXHAUSTED */
export function runLayers(kernels: ModelKernels, { inputs, readLayer, isReversed }: HeldSequence): SequenceOutputs {
  const { initial, layers } = kernels.plan;
  const steps = inputs.length;
  const copies = new SequenceCopies(kernels, steps, readLayer);
  const slots = kernels.takeSlots(steps + 1);
  const read = slots[steps];
  try {
    const own = slots.slice(0, steps);
    const sequence = new SlotSequence(kernels, own, inputs, { before: initial, after: initial });
    for (let l = 0; l <= (readLayer ?? layers.length - 1); l++) {
      for (const direction of sequence.directions(l)) sequence.advance(l, direction, 0, steps);
      sequence.merge(l, 0, steps);
    }
    if (readLayer === undefined) sequence.readHeads(0, steps);
    for (let t = 0; t < steps; t++) {
      copies.takeStep(own[t], t);
      if (readLayer === undefined) copies.takeHeads(own[t], isReversed ? steps - 1 - t : t);
    }
    copies.takeStates(own[steps - 1], own[0]);
    if (readLayer !== undefined) {
      readOnce(kernels, { inputs, readLayer }, { read, first: own[0], last: own[steps - 1] });
      copies.takeRead(read);
      copies.takeHeads(read, 0);
    }
  } finally {
    kernels.releaseSlots(slots);
  }
  return copies.outputs();
}

/**
 * Makes the slot that a many-to-one model reads: what layer `readLayer` came to, each direction at its own last step, and above
 * it the dense layers and the heads. A residual link adds the x⟨t⟩ of the last step, of a layer that only goes backward the first.
 */
function readOnce(
  kernels: ModelKernels,
  { inputs, readLayer }: Sequence & { readonly readLayer: number },
  { read, first, last }: { readonly read: number; readonly first: number; readonly last: number },
): void {
  const { initial, layers } = kernels.plan;
  const places = statePlaces(layers[readLayer]);
  const goesBackward = places.every(({ backward }) => backward);
  kernels.copySlot(read, goesBackward ? first : last);
  for (const place of places) kernels.copyPlace(read, place.backward ? first : last, place);
  const input = inputs[goesBackward ? 0 : inputs.length - 1];
  const sequence = new SlotSequence(kernels, [read], [input], { before: initial, after: initial });
  sequence.merge(readLayer, 0, 1);
  for (let l = readLayer + 1; l < layers.length; l++) {
    sequence.advance(l, "forward", 0, 1);
    sequence.merge(l, 0, 1);
  }
  sequence.readHeads(0, 1);
}
