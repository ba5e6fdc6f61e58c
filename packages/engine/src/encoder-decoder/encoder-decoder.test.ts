import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  encoderDecoderForward,
  encoderDecoderName,
  encoderDecoderVariants,
  randomEncoderDecoderExample,
  randomWeights,
  seededNumbers,
} from "../reference/index.ts";
import type { Decoding } from "./decoding.ts";
import { EncoderDecoder } from "./encoder-decoder.ts";
import type { EncoderDecoderConfig } from "./encoder-decoder-config.ts";

const variants = encoderDecoderVariants();
const named = variants.map((config) => [encoderDecoderName(config), config] as const);
const streaming = named.filter(([, config]) => create(config).streams);

function create(config: EncoderDecoderConfig, seed = 5): EncoderDecoder {
  return EncoderDecoder.create(config, randomWeights(config, seededNumbers(seed), 2));
}

/** All that a decoding says on the way through `ids`. */
function outputsOf(decoding: Decoding, ids: readonly number[]): number[] {
  return ids.flatMap((id) => {
    decoding.step(id);
    return [...decoding.probabilities(), ...decoding.logits(), ...decoding.attentionWeights()];
  });
}

describe("agrees with the reference", () => {
  it.each(named)("%s", (_, config) => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (seed, sources, targets) => {
          const random = seededNumbers(seed);
          const weights = randomWeights(config, random, 2);
          const { source, target } = randomEncoderDecoderExample(config, random, sources, targets);
          const { steps } = encoderDecoderForward(config, weights, source, target);
          const decoding = EncoderDecoder.create(config, weights).encode(source).decode();
          const compare = (came: Float32Array, expected: Float64Array) => {
            expect(came).toHaveLength(expected.length);
            expected.forEach((value, i) => {
              expect(Math.abs(came[i] - value) / Math.max(1, Math.abs(value))).toBeLessThanOrEqual(1e-6);
            });
          };
          target.forEach((id, t) => {
            decoding.step(id);
            compare(decoding.probabilities(), steps[t].probabilities);
            compare(decoding.attentionWeights(), steps[t].attention?.weights ?? new Float64Array(0));
          });
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe("a live encoder", () => {
  it.each(streaming)("gives the bits of the whole sequence: %s", (_, config) => {
    const model = create(config);
    const { source, target } = randomEncoderDecoderExample(config, seededNumbers(8), 70, 6);
    const encoder = model.createEncoder();
    for (const input of source) encoder.push(input);
    expect(encoder.steps).toBe(source.length);
    expect(outputsOf(encoder.decode(), target)).toEqual(outputsOf(model.encode(source).decode(), target));
  });

  it.each(streaming)("is put down and picked up with the same bits: %s", (_, config) => {
    const model = create(config);
    const { source, target } = randomEncoderDecoderExample(config, seededNumbers(9), 9, 4);
    const first = model.createEncoder();
    for (const input of source.slice(0, 4)) first.push(input);
    const second = create(config).createEncoder();
    second.push(source[0]);
    second.restore(first.snapshot());
    for (const input of source.slice(4)) second.push(input);
    expect(outputsOf(second.decode(), target)).toEqual(outputsOf(model.encode(source).decode(), target));
  });

  it("lets a decoding see what comes after its start", () => {
    const config = variants[2];
    const { source, target } = randomEncoderDecoderExample(config, seededNumbers(2), 5, 2);
    const encoder = create(config).createEncoder();
    encoder.push(source[0]);
    const decoding = encoder.decode();
    decoding.step(target[0]);
    expect([...decoding.attentionWeights()]).toEqual([1]);
    for (const input of source.slice(1)) encoder.push(input);
    expect(decoding.sourceSteps).toBe(5);
    decoding.step(target[1]);
    expect(decoding.attentionWeights()).toHaveLength(5);
  });

  it("starts anew with the next source, and leaves decodings of this one alone", () => {
    const config = variants[2];
    const model = create(config);
    const [one, other] = [5, 3].map((steps, i) => randomEncoderDecoderExample(config, seededNumbers(i), steps, 4));
    const expected = [one, other].map(({ source, target }) => outputsOf(model.encode(source).decode(), target));
    const encoder = model.createEncoder();
    encoder.pushAll(one.source);
    const snapshot = encoder.snapshot();
    const first = encoder.decode();
    encoder.reset();
    encoder.pushAll(other.source);
    const second = encoder.decode();
    encoder.restore(snapshot);
    expect(outputsOf(first, one.target)).toEqual(expected[0]);
    expect(outputsOf(second, other.target)).toEqual(expected[1]);
    expect(outputsOf(encoder.decode(), one.target)).toEqual(expected[0]);
    encoder.dispose();
    expect(codeOf(() => encoder.push(0))).toBe("SESSION_DISPOSED");
    expect(codeOf(() => encoder.reset())).toBe("SESSION_DISPOSED");
  });

  it("is not to be had of an encoder that looks backward", () => {
    for (const config of variants.filter((variant) => !create(variant).streams)) {
      expect(codeOf(() => create(config).createEncoder())).toBe("MODEL_NOT_STREAMABLE");
    }
  });
});

describe("a decoding", () => {
  it.each(named)("is put down and picked up with the same bits: %s", (_, config) => {
    const model = create(config);
    const { source, target } = randomEncoderDecoderExample(config, seededNumbers(4), 11, 8);
    const decoding = model.encode(source).decode();
    outputsOf(decoding, target.slice(0, 3));
    const bytes = decoding.snapshot();
    const expected = outputsOf(decoding, target.slice(3));
    const restored = create(config).restoreDecoding(bytes);
    expect(restored.steps).toBe(3);
    expect(restored.sourceSteps).toBe(11);
    expect(outputsOf(restored, target.slice(3))).toEqual(expected);
  });

  it.each(named)("forks: each goes its own way, from the same state: %s", (_, config) => {
    const model = create(config);
    const { source } = randomEncoderDecoderExample(config, seededNumbers(6), 5, 1);
    const decoding = model.encode(source).decode();
    decoding.step(4);
    const fork = decoding.fork();
    expect([...fork.probabilities()]).toEqual([...decoding.probabilities()]);
    const other = outputsOf(fork, [0, 1]);
    expect(outputsOf(decoding, [2, 3])).not.toEqual(other);
    const again = model.encode(source).decode();
    expect(outputsOf(again, [4, 0, 1]).slice(-other.length)).toEqual(other);
  });

  it("goes on when the source is disposed of, until it is disposed of itself", () => {
    const config = variants[2];
    const model = create(config);
    const { source, target } = randomEncoderDecoderExample(config, seededNumbers(6), 300, 5);
    const expected = outputsOf(model.encode(source).decode(), target);
    for (let i = 0; i < 50; i++) {
      const encoded = model.encode(source);
      const decoding = encoded.decode();
      encoded.dispose();
      encoded.dispose();
      expect(outputsOf(decoding, target)).toEqual(expected);
      decoding.dispose();
      expect(codeOf(() => decoding.step(0))).toBe("SESSION_DISPOSED");
      expect(codeOf(() => encoded.decode())).toBe("SESSION_DISPOSED");
    }
  });

  it("refuses what is no id and stays as it was", () => {
    for (const config of variants) {
      const { source, target } = randomEncoderDecoderExample(config, seededNumbers(6), 5, 3);
      const [decoding, plain] = [0, 1].map(() => create(config).encode(source).decode());
      for (const id of [-1, 5, 1.5, Number.NaN]) expect(codeOf(() => decoding.step(id))).toBe("INPUT_INVALID");
      expect(outputsOf(decoding, target)).toEqual(outputsOf(plain, target));
    }
  });

  it("refuses damaged and foreign snapshots", () => {
    for (const config of variants) {
      const model = create(config);
      const { source } = randomEncoderDecoderExample(config, seededNumbers(6), 3, 1);
      const decoding = model.encode(source).decode();
      decoding.step(1);
      const bytes = decoding.snapshot();
      expect(codeOf(() => create(config, 6).restoreDecoding(bytes))).toBe("SNAPSHOT_FOREIGN");
      for (let at = 0; at < bytes.length; at += 7) {
        const damaged = bytes.slice();
        damaged[at] ^= 1;
        expect(codeOf(() => model.restoreDecoding(damaged))).toMatch(/^SNAPSHOT_(DAMAGED|VERSION)$/);
        expect(codeOf(() => model.restoreDecoding(bytes.subarray(0, at)))).toBe("SNAPSHOT_DAMAGED");
      }
    }
  });
});

it("has nothing to decode before the first source step", () => {
  const model = create(variants[0]);
  expect(codeOf(() => model.encode([]))).toBe("INPUT_INVALID");
  expect(codeOf(() => model.createEncoder().decode())).toBe("INPUT_INVALID");
});

it("knows itself by configuration and weights", () => {
  const prints = variants.flatMap((config) => [create(config).fingerprint, create(config, 6).fingerprint]);
  expect(new Set(prints).size).toBe(prints.length);
  expect(create(variants[0]).fingerprint).toBe(prints[0]);
});
