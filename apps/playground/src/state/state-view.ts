import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Quantity } from "./quantities.ts";
import { joined, type StateRows, valuesByToken } from "./state-rows.ts";

/** Steps whose numbers the page keeps, to colour the text by. */
const MOST_STEPS = 240;

/** What of the network is looked at. */
export class StateView {
  readonly #ask: (quantity: Quantity) => void;
  readonly #quantities = signal<readonly Quantity[]>([]);
  readonly #units = signal(0);
  readonly #quantity = signal<Quantity>("hidden");
  readonly #rows = signal<StateRows | undefined>(undefined);
  readonly #hovered = signal<number | undefined>(undefined);
  readonly #pinned = signal<number | undefined>(undefined);
  /** The unit that the text is coloured by. */
  readonly unit = computed(() => this.#hovered.value ?? this.#pinned.value);
  /** Its value at each token. */
  readonly values: ReadonlySignal<ReadonlyMap<number, number> | undefined> = computed(() => {
    const unit = this.unit.value;
    const rows = this.#rows.value;
    return unit === undefined || rows === undefined ? undefined : valuesByToken(rows, unit);
  });

  /** `ask` has the numbers of the steps so far, and of those to come, told. */
  constructor(ask: (quantity: Quantity) => void) {
    this.#ask = ask;
  }

  /** What can be shown; empty: the model has no state that goes on from step to step. */
  get quantities(): ReadonlySignal<readonly Quantity[]> {
    return this.#quantities;
  }

  get units(): ReadonlySignal<number> {
    return this.#units;
  }

  get quantity(): ReadonlySignal<Quantity> {
    return this.#quantity;
  }

  get rows(): ReadonlySignal<StateRows | undefined> {
    return this.#rows;
  }

  /** The unit that stays chosen when the pointer leaves. */
  get pinned(): ReadonlySignal<number | undefined> {
    return this.#pinned;
  }

  offer(quantities: readonly Quantity[], units: number): void {
    this.#quantities.value = quantities;
    this.#units.value = units;
  }

  show(quantity: Quantity): void {
    this.#quantity.value = quantity;
    this.#ask(quantity);
  }

  take(rows: StateRows): void {
    if (rows.quantity === this.#quantity.peek()) this.#rows.value = joined(this.#rows.peek(), rows, MOST_STEPS);
  }

  hover(unit: number | undefined): void {
    this.#hovered.value = unit;
  }

  pin(unit: number | undefined): void {
    this.#pinned.value = unit;
  }

  clear(): void {
    this.#rows.value = undefined;
  }
}
