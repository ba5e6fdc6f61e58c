import { type ModelConfig, recurrentParts, type Session, type StoredWeights, stateSizes } from "@rivulet/engine";
import type { DoubleTensors } from "@rivulet/engine/reference";
import type { TaggerModel } from "@rivulet/live";
import type { Gate, Quantity } from "../state/quantities.ts";
import type { StateRows } from "../state/state-rows.ts";
import { doubleWeights, type GateNetwork, gateNetwork, plainGates } from "./gate-network.ts";

/** Steps that are remembered. */
const REMEMBERED = 240;

interface Step {
  readonly ids: Int32Array;
  readonly token: number;
  /** a⟨t-1⟩ */
  readonly before: Float32Array;
  readonly hidden: Float32Array;
  readonly cell: Float32Array;
}

/**
 * A second session of the tagger's model that takes the same steps, to the same bits, and whose states can be looked at:
 * a tagger keeps its own to itself. Knows the last steps, and gives their gates when asked.
 */
export class StateRecorder {
  readonly quantities: readonly Quantity[];
  /** Numbers of a step. */
  readonly units: number;
  readonly #model: TaggerModel;
  readonly #config: ModelConfig;
  readonly #weights: StoredWeights;
  readonly #session: Session;
  readonly #layer: number;
  readonly #gates = new Map<Gate, GateNetwork>();
  #doubles: DoubleTensors | undefined;
  #steps: Step[] = [];

  /** Of the highest recurrent layer. The model must look forward only. */
  constructor(model: TaggerModel, weights: StoredWeights) {
    this.#model = model;
    this.#config = model.model.config;
    this.#weights = weights;
    this.#session = model.model.createSession();
    const top = recurrentParts(this.#config).at(-1);
    if (top === undefined) throw new TypeError("expected a model with a recurrent layer");
    this.#layer = top.index;
    const [hidden, cell] = stateSizes(top.layer);
    this.units = hidden;
    // A projection makes a⟨t⟩ shorter than c⟨t⟩: then the strip, whose rows are units, shows a⟨t⟩ alone.
    this.quantities = ["hidden", ...(cell === hidden ? (["cell"] as const) : []), ...plainGates(this.#config)];
  }

  /** Takes the step of a token, or (undefined) of a sentence's end. */
  step(token: string | undefined, index: number): void {
    const ids = new Int32Array(this.#model.featurizer.idsPerToken);
    if (token === undefined) this.#model.featurizer.end(ids);
    else this.#model.featurizer.featurize(token, ids);
    const before = this.#session.states[0].slice();
    this.#session.step(ids);
    const hidden = this.#session.hidden(this.#layer).slice();
    const cell = this.#session.cell(this.#layer).slice();
    this.#steps.push({ ids, token: token === undefined ? -1 : index, before, hidden, cell });
    if (this.#steps.length > REMEMBERED) this.#steps.shift();
  }

  reset(): void {
    this.#session.reset();
    this.#steps = [];
  }

  /** Steps since the start. */
  get steps(): number {
    return this.#session.steps;
  }

  /** The steps from number `from` on, of those that are remembered. */
  rows(quantity: Quantity, from = 0): StateRows {
    const oldest = this.steps - this.#steps.length;
    const first = Math.max(from, oldest);
    const steps = this.#steps.slice(first - oldest);
    const values = new Float32Array(steps.length * this.units);
    steps.forEach((step, row) => {
      values.set(this.#valuesOf(quantity, step), row * this.units);
    });
    return { quantity, units: this.units, first, tokens: steps.map(({ token }) => token), values };
  }

  #valuesOf(quantity: Quantity, step: Step): ArrayLike<number> {
    if (quantity === "hidden") return step.hidden;
    if (quantity === "cell") return step.cell;
    return this.#gate(quantity)(step.ids, step.before);
  }

  #gate(gate: Gate): GateNetwork {
    let network = this.#gates.get(gate);
    if (network === undefined) {
      this.#doubles ??= doubleWeights(this.#weights);
      network = gateNetwork(this.#config, this.#doubles, gate);
      this.#gates.set(gate, network);
    }
    return network;
  }
}
