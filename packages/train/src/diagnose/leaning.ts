import type { GradientTrace } from "./gradient-tracer.ts";

/** What a prediction leaned on: each input's part of ‖∂L/∂x⟨t⟩‖ summed over all steps. */
export interface Leaning {
  /** What was predicted, for people. */
  readonly about: string;
  readonly inputs: readonly {
    readonly text: string;
    /** 0 to 1; all add up to 1. */
    readonly share: number;
    /** Whether the prediction speaks of this one. */
    readonly isAsked: boolean;
  }[];
}

/** `texts`: the inputs for people, by step; `asked`: the one that the prediction speaks of, −1 for none. */
export function leaningOf(about: string, texts: readonly string[], asked: number, { inputs }: GradientTrace): Leaning {
  const norms = texts.map((_, t) => inputs[t]);
  const sum = norms.reduce((total, norm) => total + norm, 0);
  const shares = norms.map((norm) => (sum > 0 ? norm / sum : 0));
  return { about, inputs: texts.map((text, t) => ({ text, share: shares[t], isAsked: t === asked })) };
}
