import { RivuletError } from "@rivulet/errors";

/** What a whole sequence came to: copies, row t of an array being step t; of a head's array as the model's `outputOrder` says. */
export class SequenceOutputs {
  /** T */
  readonly steps: number;
  /**
   * What each recurrent layer came to after its own last step, lowest first (forward before backward): a⟨T⟩, then c⟨T⟩ of an
   * LSTM; what goes backward ends at the first step.
   */
  readonly states: readonly Float32Array[];
  readonly #logits: readonly Float32Array[];
  readonly #probabilities: readonly Float32Array[];
  readonly #hidden: readonly Float32Array[];

  /** For `runSequence`. */
  constructor(arrays: {
    readonly steps: number;
    readonly states: readonly Float32Array[];
    readonly logits: readonly Float32Array[];
    readonly probabilities: readonly Float32Array[];
    readonly hidden: readonly Float32Array[];
  }) {
    this.steps = arrays.steps;
    this.states = arrays.states;
    this.#logits = arrays.logits;
    this.#probabilities = arrays.probabilities;
    this.#hidden = arrays.hidden;
  }

  /** W_ya a⟨t⟩ + b_y of a head, [T · size]; [size] of a many-to-one model. @throws INPUT_INVALID where there is no such head */
  logits(head = 0): Float32Array {
    return this.#logits[head] ?? refuse("head", head, this.#logits.length);
  }

  /** ŷ⟨t⟩ of a head, after softmax or sigmoid: like `logits`. */
  probabilities(head = 0): Float32Array {
    return this.#probabilities[head] ?? refuse("head", head, this.#probabilities.length);
  }

  /**
   * The outputs of a layer, [T · outputSize]; of the dense layers above the last step that a many-to-one model reads,
   * [outputSize]. Default: the top layer. @throws INPUT_INVALID where there is no such layer
   */
  hidden(layer = this.#hidden.length - 1): Float32Array {
    return this.#hidden[layer] ?? refuse("layer", layer, this.#hidden.length);
  }
}

function refuse(what: string, came: number, count: number): never {
  throw new RivuletError("INPUT_INVALID", `expected a ${what} from 0 to ${count - 1}, came ${came}`);
}
