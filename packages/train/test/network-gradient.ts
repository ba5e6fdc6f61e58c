import { type ModelConfig, Random } from "@rivulet/engine";
import { randomWeights, seededNumbers } from "@rivulet/engine/reference";
import type { HeadLoss } from "../src/losses/loss.ts";
import type { LossOptions } from "../src/losses/loss-options.ts";
import type { StreamState } from "../src/network/carried-states.ts";
import { Network } from "../src/network/network.ts";
import { ParameterLayout } from "../src/parameters.ts";
import type { Sequence } from "../src/sequence.ts";

/** What a network's gradient is asked for in tests. */
export interface GradientCase {
  readonly config: ModelConfig;
  readonly sequences: readonly Sequence[];
  readonly losses: readonly LossOptions[];
  readonly states?: readonly StreamState[];
  readonly headWeights?: readonly number[];
  readonly randomSeed?: number;
}

/** A network with random weights. */
export class NetworkUnderTest {
  readonly layout: ParameterLayout;
  readonly weights: ReturnType<typeof randomWeights>;
  readonly #network: Network;
  readonly #parameters: Float32Array;

  constructor(config: ModelConfig, seed: number) {
    this.layout = new ParameterLayout(config);
    this.weights = randomWeights(config, seededNumbers(seed), 1.5);
    this.#parameters = new Float32Array(this.layout.length);
    for (const { name } of this.layout.places) {
      this.layout.view(this.#parameters, name).set(this.weights[name].data);
    }
    this.#network = new Network(config, this.layout);
  }

  gradient({ sequences, losses, states, headWeights = [], randomSeed = 0 }: Omit<GradientCase, "config">): {
    gradient: Float32Array;
    touched: Uint8Array;
    heads: readonly HeadLoss[];
    states: readonly StreamState[];
  } {
    const gradient = new Float32Array(this.layout.length);
    const touched = new Uint8Array(this.layout.length);
    const job = {
      parameters: this.#parameters,
      sequences,
      ...(states && { states }),
      carry: true,
      options: { inputDropout: 0, outputDropout: 0, losses, headWeights, scale: 1 },
      random: new Random(randomSeed),
    };
    const result = this.#network.gradient(job, gradient, (offset, size) => touched.fill(1, offset, offset + size));
    return { gradient, touched, ...result };
  }
}

/** The inputs of a sequence as the reference takes them. */
export function referenceInputs({ steps, ids, dense }: Sequence): (Int32Array | Float64Array)[] {
  return Array.from({ length: steps }, (_, t) => {
    if (ids) return ids.slice((t * ids.length) / steps, ((t + 1) * ids.length) / steps).filter((id) => id >= 0);
    const numbers = dense ?? new Float32Array();
    return Float64Array.from(numbers.slice((t * numbers.length) / steps, ((t + 1) * numbers.length) / steps));
  });
}

/** sums[name] += the reference's gradients. */
export function addGradients(
  sums: Map<string, Float64Array>,
  weights: Readonly<Record<string, { readonly data: ArrayLike<number> }>>,
): void {
  for (const [name, { data }] of Object.entries(weights)) {
    const sum = sums.get(name) ?? new Float64Array(data.length);
    for (let i = 0; i < data.length; i++) sum[i] += data[i];
    sums.set(name, sum);
  }
}
