import fc from "fast-check";
import { expect, it } from "vitest";
import { splitSentences } from "./split-sentences.ts";

const sentences = fc.array(
  fc.integer({ min: 0, max: 30 }).map((length) => ({ tokens: Array.from({ length }, (_, i) => `word${i}`) })),
);

it("keeps every sentence, in order, in at most so many runs, and no run is longer than its share and a sentence", () => {
  fc.assert(
    fc.property(sentences, fc.integer({ min: 1, max: 9 }), (all, parts) => {
      const runs = splitSentences(all, parts);
      const tokensOf = (run: readonly { tokens: readonly string[] }[]) =>
        run.reduce((sum, { tokens }) => sum + tokens.length, 0);
      expect(runs.flat()).toEqual(all);
      expect(runs.length).toBeLessThanOrEqual(parts);
      for (const run of runs) {
        expect(run.length).toBeGreaterThan(0);
        expect(tokensOf(run)).toBeLessThanOrEqual(tokensOf(all) / parts + 30);
      }
    }),
  );
});
