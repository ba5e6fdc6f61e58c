import { Random } from "@rivulet/engine";
import type { Featurizer, Sentence } from "@rivulet/text";
import type { BatchSource, Sequence } from "@rivulet/train";
import type { SequenceOptions } from "./tagger-recipe.ts";

/** What the sequences are made of: the corpus as ids and classes. */
export interface TaggerCorpus {
  readonly sentences: readonly Sentence[];
  readonly featurizer: Featurizer;
  /** How often the corpus uses each global id. */
  readonly counts: Uint32Array;
  /** Class of each label. */
  readonly classes: ReadonlyMap<string, number>;
  readonly delays: readonly number[];
}

/** A token of a sequence, or (sentence −1) an end-of-sentence step. */
interface Place {
  readonly sentence: number;
  readonly token: number;
}

const END: Place = { sentence: -1, token: -1 };

/**
 * Training sequences for a live tagger. Some sentences stand alone, as where a stream starts or is
 * reset; the others are joined, in the order of the corpus, in runs with or without end-of-sentence
 * steps between them, as where the state is carried on: so neither makes a cliff. What looks backward
 * also starts amid sentences, where sequences are cut.
 */
export class TaggerBatches implements BatchSource {
  readonly #corpus: TaggerCorpus;
  readonly #options: SequenceOptions;
  readonly #seed: number;
  /** Per sentence [tokens × ids a token]. */
  readonly #ids: readonly Int32Array[];
  readonly #end: Int32Array;
  readonly #maxDelay: number;
  /** Global ids [from, to) of the words, and the id of the unknown word. */
  readonly #words: { readonly from: number; readonly to: number; readonly unknown: number };

  constructor(corpus: TaggerCorpus, options: SequenceOptions, seed: number) {
    const { featurizer } = corpus;
    this.#corpus = corpus;
    this.#options = options;
    this.#seed = seed;
    this.#maxDelay = Math.max(...corpus.delays);
    this.#ids = corpus.sentences.map(({ tokens }) => {
      const ids = new Int32Array(tokens.length * featurizer.idsPerToken);
      tokens.forEach((token, i) => {
        featurizer.featurize(token, ids, i * featurizer.idsPerToken);
      });
      return ids;
    });
    this.#end = new Int32Array(featurizer.idsPerToken);
    featurizer.end(this.#end);
    const word = featurizer.config.features.findIndex(({ kind }) => kind === "word");
    const from = word < 0 ? 0 : featurizer.offsets[word];
    this.#words = { from, to: word < 0 ? 0 : from + featurizer.tables[word].rows, unknown: from };
  }

  batches(epoch: number): Sequence[][] {
    const random = new Random((Math.imul(this.#seed, 0x9e3779b1) ^ Math.imul(epoch + 1, 0x85ebca6b)) >>> 0);
    const sequences = this.#compose(random).map((places) => this.#sequence(places, random));
    return random.shuffle(this.#group(sequences, random));
  }

  /** All sentences once, alone or in runs, but for what is cut off. */
  #compose(random: Random): Place[][] {
    const { alone, run, runsWithEnds, cut } = this.#options;
    const { sentences } = this.#corpus;
    const [least, most] = run;
    // The share counts sentences, the draw sequences: a run uses up (least + most) / 2 sentences.
    const drawAlone = alone / (alone + (1 - alone) / ((least + most) / 2));
    const composed: Place[][] = [];
    for (let s = 0; s < sentences.length; ) {
      const count = random.next() < drawAlone ? 1 : least + random.below(most - least + 1);
      const ends = random.next() < runsWithEnds;
      const places: Place[] = [];
      for (const last = Math.min(s + count, sentences.length); s < last; s++) {
        if (ends && places.length > 0) this.#addEnds(places);
        sentences[s].tokens.forEach((_, token) => {
          places.push({ sentence: s, token });
        });
      }
      // Without a share no number is drawn: the sequences of recipes that do not cut stay what they are.
      if (cut > 0 && random.next() < cut) places.length = 1 + random.below(places.length);
      else this.#addEnds(places);
      composed.push(places);
    }
    return composed;
  }

  #addEnds(places: Place[]): void {
    for (let i = 0; i < this.#maxDelay; i++) places.push(END);
  }

  #sequence(places: readonly Place[], random: Random): Sequence {
    const { sentences, classes, delays, featurizer } = this.#corpus;
    const width = featurizer.idsPerToken;
    const ids = new Int32Array(places.length * width);
    places.forEach(({ sentence, token }, t) => {
      ids.set(sentence < 0 ? this.#end : this.#ids[sentence].subarray(token * width, (token + 1) * width), t * width);
      this.#dropWord(ids, t * width, (t + 1) * width, random);
    });
    const targets = delays.map((delay) =>
      Int32Array.from(places, (_, t) => {
        const { sentence, token } = places[t - delay] ?? END;
        return sentence < 0 ? -1 : (classes.get(sentences[sentence].labels?.[token] ?? "") ?? -1);
      }),
    );
    return { steps: places.length, ids, targets };
  }

  /** Now and then takes a word for unknown, the rarer the oftener, so that the affixes must do. */
  #dropWord(ids: Int32Array, from: number, to: number, random: Random): void {
    const { wordDropout } = this.#options;
    const words = this.#words;
    for (let i = from; i < to; i++) {
      if (ids[i] < words.from || ids[i] >= words.to || ids[i] === this.#end[i - from]) continue;
      if (random.next() < wordDropout / (wordDropout + this.#corpus.counts[ids[i]])) ids[i] = words.unknown;
    }
  }

  /** Sequences of about one length together. */
  #group(sequences: readonly Sequence[], random: Random): Sequence[][] {
    const { sequencesPerBatch, stepsPerBatch } = this.#options;
    const keyed = sequences.map((sequence) => ({
      sequence,
      key: sequence.steps + random.next() * (1 + 0.1 * sequence.steps),
    }));
    keyed.sort((a, b) => a.key - b.key);
    const batches: Sequence[][] = [];
    let batch: Sequence[] = [];
    let longest = 0;
    for (const { sequence } of keyed) {
      const steps = Math.max(longest, sequence.steps);
      if (batch.length > 0 && (batch.length >= sequencesPerBatch || (batch.length + 1) * steps > stepsPerBatch)) {
        batches.push(batch);
        batch = [];
        longest = 0;
      }
      batch.push(sequence);
      longest = Math.max(longest, sequence.steps);
    }
    if (batch.length > 0) batches.push(batch);
    return batches;
  }
}
