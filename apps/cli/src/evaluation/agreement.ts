import type { TaggerModel } from "@rivulet/live";
import type { Sentence } from "@rivulet/text";
import type { Accuracies } from "./evaluate.ts";
import { percent } from "./percent.ts";
import { tagAll } from "./tag-all.ts";

/** Percent of the tokens that two taggers of the same delays label alike, the state anew at each sentence. */
export function agreement(one: TaggerModel, other: TaggerModel, sentences: readonly Sentence[]): Accuracies {
  const [a, b] = [one, other].map((model) => tagAll(model, sentences, "reset").reports);
  const all = sentences.flatMap(({ tokens }) => tokens).map((_, i) => i);
  const alike = (same: (token: number) => boolean): number => percent(all.filter(same).length, all.length);
  return {
    delay: Object.fromEntries(
      one.delays.map((delay) => [delay, alike((i) => a.labelAt(i, delay) === b.labelAt(i, delay))]),
    ),
    final: alike((i) => a.finalLabel(i) === b.finalLabel(i)),
  };
}
