import type { HeadConfig, ModelConfig } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import type { BinaryOptions } from "./binary.ts";
import type { CategoricalOptions } from "./categorical.ts";
import type { CtcOptions } from "./ctc.ts";
import type { SampledOptions } from "./sampled.ts";
import type { SquaredOptions } from "./squared.ts";

/** Which loss a head is trained by. Plain data. */
export type LossOptions = CategoricalOptions | SampledOptions | CtcOptions | BinaryOptions | SquaredOptions;

type Activation = HeadConfig["activation"];

/** The losses that go with each activation of a head. */
const FITTING: Readonly<Record<Activation, readonly LossOptions["kind"][]>> = {
  softmax: ["categorical", "sampled", "ctc"],
  sigmoid: ["binary"],
  none: ["squared"],
};

const DEFAULTS: Readonly<Record<Activation, LossOptions>> = {
  softmax: { kind: "categorical" },
  sigmoid: { kind: "binary" },
  none: { kind: "squared" },
};

/**
 * The loss of every head: that of its name in `losses`, else the default of its activation. Errors:
 * TRAINING_CONFIG_INVALID.
 */
export function resolveLosses(
  config: ModelConfig,
  losses: Readonly<Record<string, LossOptions>>,
  labelSmoothing: number,
): readonly LossOptions[] {
  const names = config.heads.map(({ name }) => name);
  for (const name of Object.keys(losses)) {
    if (!names.includes(name)) throw refused(`losses for heads out of ${names.join(", ")}`, name);
  }
  return config.heads.map((head) => {
    const chosen = Object.hasOwn(losses, head.name) ? losses[head.name] : DEFAULTS[head.activation];
    validateLoss(head, chosen);
    return chosen.kind === "categorical" ? { labelSmoothing, ...chosen } : chosen;
  });
}

function validateLoss(head: HeadConfig, options: LossOptions): void {
  const of = `the loss of head ${head.name}`;
  const fitting = FITTING[head.activation];
  if (!fitting.includes(options?.kind)) {
    throw refused(`${of}, whose activation is ${head.activation}, to be ${fitting.join(", ")}`, options?.kind);
  }
  const check = (name: string, value: number | undefined, from: number, to: number, whole: boolean) => {
    if (
      value !== undefined &&
      !(typeof value === "number" && value >= from && value <= to && (!whole || Number.isInteger(value)))
    )
      throw refused(`${name} in ${of} to be ${whole ? "a whole number" : "a number"} from ${from} to ${to}`, value);
  };
  if (options.kind === "categorical") check("labelSmoothing", options.labelSmoothing, 0, 0.999, false);
  if (options.kind === "sampled") check("samples", options.samples ?? Number.NaN, 1, head.size - 1, true);
  if (options.kind === "ctc") {
    check("blank", options.blank, 0, head.size - 1, true);
    return;
  }
  const { classWeights } = options;
  if (classWeights === undefined) return;
  if (classWeights.length !== head.size) throw refused(`${head.size} classWeights in ${of}`, classWeights.length);
  classWeights.forEach((weight, c) => {
    check(`classWeights[${c}]`, weight, 0, 1e6, false);
  });
}

function refused(expected: string, came: unknown): RivuletError {
  return new RivuletError("TRAINING_CONFIG_INVALID", `expected ${expected}, came ${came}`);
}
