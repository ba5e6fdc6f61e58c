import { readFileSync } from "node:fs";
import { type Tag, TaggerModel, TextTagger } from "@rivulet/live";
import { shippedModels } from "@rivulet/models";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantityInfo } from "../state/quantities.ts";
import { joined, type StateRows } from "../state/state-rows.ts";
import { DeviceTagger } from "./device-tagger.ts";
import type { FromWorker } from "./messages.ts";

const bytes = readFileSync(shippedModels[0].url);
const model = TaggerModel.load(bytes);
const text = "Have you been running long, or just walking?\nPlease tell her that that question is still open.\nNow";

/** A tagger and all that it told. */
function begin() {
  const told: FromWorker[] = [];
  const tagger = new DeviceTagger(bytes, (message) => told.push(message));
  const ofType = <Type extends FromWorker["type"]>(type: Type) =>
    told.filter((message): message is Extract<FromWorker, { type: Type }> => message.type === type);
  return {
    tagger,
    ofType,
    tags: (): Tag[] => ofType("tagged").flatMap(({ tags }) => tags),
    rows: (): StateRows | undefined =>
      ofType("rows").reduce<StateRows | undefined>((all, { rows }) => joined(all, rows, 1_000), undefined),
  };
}

function tagsOfText(): Tag[] {
  return new TextTagger(model).push(text);
}

describe("DeviceTagger", () => {
  const device = begin();

  it("gives the tags of a TextTagger, however the text is cut, and after a reset again", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 8 }), (cuts) => {
        device.tagger.reset();
        const before = device.tags().length;
        let at = 0;
        for (const length of [...cuts, text.length]) {
          device.tagger.push(text.slice(at, at + length));
          at += length;
        }
        expect(device.tags().slice(before)).toEqual(tagsOfText());
      }),
      { numRuns: 20 },
    );
  });

  it("tells a row for each word and, at a sentence's end, for each end step", () => {
    const { tagger, rows, ofType } = begin();
    tagger.push(text);
    const words = tagsOfText().filter(({ delay }) => delay === 0).length;
    const ends = ofType("tagged").flatMap(({ sentenceEnds }) => sentenceEnds);
    expect(ends).toEqual([9, 19]);
    expect(rows()?.tokens.filter((token) => token >= 0)).toEqual(Array.from({ length: words }, (_, i) => i));
    expect(rows()?.tokens.length).toBe(words + ends.length * model.maxDelay);
  });

  it("shows gates that make the cell and the hidden state that the engine came to", () => {
    const { tagger, rows, ofType } = begin();
    tagger.push(text);
    const of = Object.fromEntries(
      ofType("ready")[0].quantities.map((quantity) => {
        tagger.show(quantity);
        return [quantity, rows()?.values ?? new Float32Array(0)];
      }),
    );
    expect(Object.keys(of)).toEqual(["hidden", "cell", "inputGate", "forgetGate", "outputGate", "candidate"]);
    const { units } = ofType("ready")[0];
    let worst = 0;
    for (let i = units; i < of.cell.length; i++) {
      const cell = of.inputGate[i] * of.candidate[i] + of.forgetGate[i] * of.cell[i - units];
      worst = Math.max(worst, Math.abs(cell - of.cell[i]));
      worst = Math.max(worst, Math.abs(of.outputGate[i] * Math.tanh(of.cell[i]) - of.hidden[i]));
    }
    // The model's matrices are in 8 bits, and the kernels round activations to multiply by them: the reference does not.
    expect(worst).toBeLessThan(0.005);
    for (const [quantity, values] of Object.entries(of)) {
      const { range } = quantityInfo[quantity as keyof typeof quantityInfo];
      if (range === "gate") expect([...values].every((value) => value >= 0 && value <= 1)).toBe(true);
    }
  });

  it("leaves out what is no word and goes on", () => {
    const { tagger, tags, ofType } = begin();
    tagger.push(`The ${"x".repeat(2_000)} cats `);
    expect(ofType("refused")).toHaveLength(1);
    expect(new Set(tags().map(({ token }) => token))).toEqual(new Set(["The", "cats"]));
  });
});
