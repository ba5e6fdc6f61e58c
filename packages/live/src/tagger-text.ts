import { RivuletError } from "@rivulet/errors";
import { type FeaturizerConfig, parseFeaturizerConfig } from "@rivulet/text";
import type { RevisionGate } from "./revision-gate.ts";

/** The `text` of a tagger's model file. Other keys are left alone. */
export interface TaggerText {
  readonly featurizer: FeaturizerConfig;
  readonly decode?: {
    /** When a later head may change a label; default always. */
    readonly revise?: RevisionGate;
  };
}

/**
 * Checks what stands in a file.
 *
 * @throws RivuletError TEXT_CONFIG_INVALID
 */
export function parseTaggerText(value: unknown): TaggerText {
  const { featurizer, decode } = record("text", value);
  const { revise } = record("text.decode", decode ?? {});
  return {
    featurizer: parseFeaturizerConfig(featurizer),
    ...(revise !== undefined && { decode: { revise: parseGate(revise) } }),
  };
}

function parseGate(value: unknown): RevisionGate {
  const { margin = 0 } = record("text.decode.revise", value);
  return { margin: probability("margin", margin) };
}

function probability(name: string, value: unknown): number {
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw invalid(`text.decode.revise.${name} from 0 to 1`, value);
}

function record(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw invalid(`${name} to be an object`, value);
}

function invalid(expected: string, came: unknown): RivuletError {
  const text = JSON.stringify(came) ?? "nothing";
  return new RivuletError("TEXT_CONFIG_INVALID", `expected ${expected}, came ${text.slice(0, 80)}`);
}
