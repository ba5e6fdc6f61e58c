import type { MetricValueWithName } from "prom-client";

/** A histogram without labels that makes nothing when it observes; prom-client's own makes two objects each time. */
export class PlainHistogram {
  readonly name: string;
  readonly #help: string;
  readonly #bounds: readonly number[];
  /** One more than bounds: what is above the last. */
  readonly #counts: Float64Array;
  #sum = 0;

  /** `bounds`: rising. */
  constructor(name: string, help: string, bounds: readonly number[]) {
    this.name = name;
    this.#help = help;
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    let place = 0;
    while (place < this.#bounds.length && value > this.#bounds[place]) place++;
    this.#counts[place]++;
    this.#sum += value;
  }

  /** As prom-client's registry asks for it. */
  async get() {
    const values: MetricValueWithName<string>[] = [];
    let total = 0;
    for (const [place, count] of this.#counts.entries()) {
      total += count;
      const le = place < this.#bounds.length ? this.#bounds[place] : "+Inf";
      values.push({ metricName: `${this.name}_bucket`, labels: { le }, value: total });
    }
    values.push({ metricName: `${this.name}_sum`, labels: {}, value: this.#sum });
    values.push({ metricName: `${this.name}_count`, labels: {}, value: total });
    return { name: this.name, help: this.#help, type: "histogram", aggregator: "sum", values };
  }

  reset(): void {
    this.#counts.fill(0);
    this.#sum = 0;
  }
}
