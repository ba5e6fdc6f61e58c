import { buildFeaturizerConfig, Featurizer, readConllu } from "@rivulet/text";
import type { Sequence } from "@rivulet/train";
import { describe, expect, it } from "vitest";
import { toyCorpus } from "../../test/toy-corpus.ts";
import { TaggerBatches } from "./tagger-batches.ts";
import { defaultTaggerRecipe, type SequenceOptions } from "./tagger-recipe.ts";

const LABELS = ["DET", "ADJ", "NOUN", "VERB", "PUNCT"];
const DELAYS = [0, 1, 2];
const sentences = readConllu(toyCorpus(60, 3));
const { config, counts } = buildFeaturizerConfig(sentences, { minCount: 1 });
const featurizer = new Featurizer(config);
const width = featurizer.idsPerToken;
const classes = new Map(LABELS.map((label, c) => [label, c]));
const plain: SequenceOptions = { ...defaultTaggerRecipe.sequences, wordDropout: 0 };

function batchesOf(options: Partial<SequenceOptions> = {}, seed = 1): TaggerBatches {
  const corpus = { sentences, featurizer, counts, classes, delays: DELAYS };
  return new TaggerBatches(corpus, { ...plain, ...options }, seed);
}

function idsOf(token: string | undefined): string {
  const ids = new Int32Array(width);
  if (token === undefined) featurizer.end(ids);
  else featurizer.featurize(token, ids);
  return ids.join();
}

/** Ids step by step, and the classes of head 0. */
function stepsOf({ steps, ids = new Int32Array(), targets }: Sequence): { ids: string; target: number }[] {
  return Array.from({ length: steps }, (_, t) => ({
    ids: ids.subarray(t * width, (t + 1) * width).join(),
    target: targets[0]?.[t] ?? -1,
  }));
}

const everyToken = sentences
  .flatMap(({ tokens, labels = [] }) => tokens.map((token, i) => `${idsOf(token)} ${classes.get(labels[i] ?? "")}`))
  .sort();

describe("TaggerBatches", () => {
  it("shows every token once an epoch, with its label", () => {
    for (const epoch of [0, 1]) {
      const steps = batchesOf().batches(epoch).flat().flatMap(stepsOf);
      const shown = steps.filter(({ target }) => target >= 0).map(({ ids, target }) => `${ids} ${target}`);
      expect(shown.sort()).toEqual(everyToken);
    }
  });

  it("asks each head for the token of so many steps ago", () => {
    for (const { steps, targets } of batchesOf().batches(0).flat()) {
      for (const delay of DELAYS) {
        const expected = Array.from({ length: steps }, (_, t) => targets[0]?.[t - delay] ?? -1);
        expect([...(targets[delay] ?? [])]).toEqual(expected);
      }
    }
  });

  it("ends every sequence with the steps that a flush takes, without a label", () => {
    for (const sequence of batchesOf().batches(0).flat()) {
      const last = stepsOf(sequence).slice(-2);
      expect(last).toEqual([0, 1].map(() => ({ ids: idsOf(undefined), target: -1 })));
      expect(stepsOf(sequence).at(-3)?.target).toBe(LABELS.indexOf("PUNCT"));
    }
  });

  it("lets sentences stand alone, or joins them with or without ends, as the options say", () => {
    const inner = (sequence: Sequence) => stepsOf(sequence).slice(0, -2);
    const stops = (sequence: Sequence) => inner(sequence).filter(({ target }) => target === 4).length;
    const ends = (sequence: Sequence) => inner(sequence).filter(({ target }) => target < 0).length;
    for (const sequence of batchesOf({ alone: 1 }).batches(0).flat()) {
      expect([stops(sequence), ends(sequence)]).toEqual([1, 0]);
    }
    for (const runsWithEnds of [0, 1]) {
      const joined = batchesOf({ alone: 0, run: [3, 3], runsWithEnds })
        .batches(0)
        .flat();
      expect(joined).toHaveLength(20);
      for (const sequence of joined) expect([stops(sequence), ends(sequence)]).toEqual([3, 4 * runsWithEnds]);
    }
  });

  it("breaks sequences off amid a sentence where told, without a step of the end", () => {
    const [whole, cut] = [0, 1].map((share) => batchesOf({ alone: 1, cut: share }).batches(0).flat());
    const targets = (sequence: Sequence) => stepsOf(sequence).map(({ target }) => target);
    const known = whole.map((sequence) => targets(sequence).join());
    expect(cut).toHaveLength(60);
    for (const sequence of cut) {
      const labels = targets(sequence);
      expect(labels).not.toContain(-1);
      expect(known.some((other) => other.startsWith(labels.join()))).toBe(true);
    }
    expect(new Set(cut.map(({ steps }) => steps)).size).toBeGreaterThan(4);
  });

  it("keeps batches within their limits", () => {
    const batches = batchesOf({ alone: 1, sequencesPerBatch: 5, stepsPerBatch: 40 }).batches(0);
    for (const batch of batches) {
      expect(batch.length).toBeLessThanOrEqual(5);
      if (batch.length > 1) expect(batch.length * Math.max(...batch.map(({ steps }) => steps))).toBeLessThanOrEqual(40);
    }
    expect(batches.flat()).toHaveLength(60);
  });

  it("is the same for the same seed and epoch, and another for another", () => {
    const options = { wordDropout: 0.5 };
    const one = batchesOf(options).batches(3);
    expect(batchesOf(options).batches(3)).toEqual(one);
    expect(batchesOf(options).batches(4)).not.toEqual(one);
    expect(batchesOf(options, 2).batches(3)).not.toEqual(one);
  });

  it("takes a word for unknown at the wanted rate, the rarer the oftener, and touches nothing else", () => {
    const wordDropout = 20;
    const word = config.features.findIndex(({ kind }) => kind === "word");
    const unknown = featurizer.offsets[word] ?? 0;
    let expected = 0;
    let variance = 0;
    let dropped = 0;
    for (let epoch = 0; epoch < 5; epoch++) {
      const plainSteps = batchesOf().batches(epoch).flat().flatMap(stepsOf);
      for (const { ids, target } of plainSteps) {
        if (target < 0) continue;
        const id = Number(ids.split(",")[word]);
        const probability = wordDropout / (wordDropout + (counts[id] ?? 0));
        expected += probability;
        variance += probability * (1 - probability);
      }
      for (const { ids, target } of batchesOf({ wordDropout }).batches(epoch).flat().flatMap(stepsOf)) {
        const values = ids.split(",");
        if (Number(values[word]) !== unknown) continue;
        expect(target).toBeGreaterThanOrEqual(0);
        dropped++;
        values[word] = "";
        const rests = everyToken.map((token) =>
          token
            .split(" ")[0]
            ?.split(",")
            .map((id, i) => (i === word ? "" : id)),
        );
        expect(rests.map(String)).toContain(values.join());
      }
    }
    expect(Math.abs(dropped - expected)).toBeLessThan(5 * Math.sqrt(variance));
  });
});
