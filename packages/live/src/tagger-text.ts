import type { WindowOptions } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { type FeaturizerConfig, parseFeaturizerConfig } from "@rivulet/text";
import type { RevisionGate } from "./revision-gate.ts";

/** Tokens in a model file: what is not final stays in memory, for each stream. */
const LONGEST_WINDOW = 1024;

/** The `text` of a tagger's model file. Other keys are left alone. */
export interface TaggerText {
  readonly featurizer: FeaturizerConfig;
  readonly decode?: {
    /** When a later head, or a later look, may change a label; default always. */
    readonly revise?: RevisionGate;
    /** Of a model that looks backward: tokens to come that make a tag final, tokens that are looked at together. */
    readonly window?: Partial<WindowOptions>;
  };
}

/**
 * Checks what stands in a file.
 *
 * @throws RivuletError TEXT_CONFIG_INVALID
 */
export function parseTaggerText(value: unknown): TaggerText {
  const { featurizer, decode } = record("text", value);
  const { revise, window } = record("text.decode", decode ?? {});
  return {
    featurizer: parseFeaturizerConfig(featurizer),
    decode: {
      ...(revise !== undefined && { revise: parseGate(revise) }),
      ...(window !== undefined && { window: parseWindow(window) }),
    },
  };
}

/** What fits no window is refused: it would make a model whose every tagger is. */
function parseWindow(value: unknown): Partial<WindowOptions> {
  const { window, chunk } = record("text.decode.window", value);
  return {
    ...(window !== undefined && { window: tokens("window", 0, window) }),
    ...(chunk !== undefined && { chunk: tokens("chunk", 1, chunk) }),
  };
}

function tokens(name: string, least: number, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= LONGEST_WINDOW) return value;
  throw invalid(`text.decode.window.${name} to be a whole number from ${least} to ${LONGEST_WINDOW}`, value);
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
