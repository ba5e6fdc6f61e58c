import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LiveDecoder } from "./live-decoder.ts";
import type { Tag } from "./tag.ts";

const labels = ["A", "B", "C"];

/** Heads that say these labels after a step, with probability 0.6 against 0.2 of the others. */
function saying(...choices: string[]) {
  return { probabilities: (head: number) => labels.map((label) => (label === choices[head] ? 0.6 : 0.2)) };
}

/** `index label@delay`, a final one with a point. */
const brief = (tags: Tag[]) => tags.map((t) => `${t.index} ${t.label}@${t.delay}${t.final ? "." : ""}`);

describe("LiveDecoder", () => {
  it("tags at once, revises where a later head differs, and ends with one final tag", () => {
    const decoder = new LiveDecoder(labels, [0, 1, 2]);
    expect(brief(decoder.token("x", saying("A", "C", "C")))).toEqual(["0 A@0"]);
    expect(brief(decoder.token("y", saying("B", "B", "C")))).toEqual(["0 B@1", "1 B@0"]);
    expect(brief(decoder.token("z", saying("C", "B", "A")))).toEqual(["0 A@2.", "2 C@0"]);
    expect(decoder.pending).toBe(2);
    expect(brief(decoder.end(saying("A", "C", "B")))).toEqual(["1 B@2."]);
    expect(decoder.flushing).toBe(true);
    expect(brief(decoder.end(saying("A", "A", "C")))).toEqual(["2 C@2."]);
    expect(decoder.flushing).toBe(false);
    expect(decoder.pending).toBe(0);
  });

  it("says with each tag which token it is of and what the head that spoke gives the label", () => {
    const decoder = new LiveDecoder(labels, [0, 1]);
    const provisional = { index: 0, token: "x", label: "A", probability: 0.6, delay: 0, final: false };
    expect(decoder.token("x", saying("A", "B"))).toEqual([provisional]);
    expect(decoder.end(saying("C", "A"))).toEqual([{ ...provisional, delay: 1, final: true }]);
  });

  it("hears no head that looks back beyond the sentence, after a flush too", () => {
    const decoder = new LiveDecoder(labels, [0, 1, 2]);
    decoder.token("x", saying("A", "A", "A"));
    expect(brief(decoder.end(saying("B", "B", "B")))).toEqual(["0 B@1"]);
    expect(brief(decoder.end(saying("C", "C", "C")))).toEqual(["0 C@2."]);
    expect(brief(decoder.token("y", saying("A", "B", "C")))).toEqual(["1 A@0"]);
  });

  it("makes tags final at once where no head looks back", () => {
    const decoder = new LiveDecoder(labels, [0]);
    expect(brief(decoder.token("x", saying("B")))).toEqual(["0 B@0."]);
    expect(decoder.pending).toBe(0);
  });

  it("takes the heads in any order and with gaps between their delays", () => {
    const decoder = new LiveDecoder(labels, [3, 0]);
    expect(brief(decoder.token("x", saying("C", "A")))).toEqual(["0 A@0"]);
    expect(brief(decoder.token("y", saying("C", "B")))).toEqual(["1 B@0"]);
    expect(brief(decoder.end(saying("C", "C")))).toEqual([]);
    expect(brief(decoder.end(saying("C", "C")))).toEqual(["0 C@3."]);
    expect(brief(decoder.end(saying("A", "C")))).toEqual(["1 A@3."]);
  });

  it("lets the gate hold back a revision by a head in the middle, never by the last", () => {
    const held = new LiveDecoder(labels, [0, 1, 2], { margin: 0.5 });
    held.token("x", saying("A", "A", "A"));
    expect(held.end(saying("B", "B", "B"))).toEqual([]);
    expect(brief(held.end(saying("B", "B", "B")))).toEqual(["0 B@2."]);
    const through = new LiveDecoder(labels, [0, 1, 2], { margin: 0.25 });
    through.token("x", saying("A", "A", "A"));
    expect(brief(through.end(saying("B", "B", "B")))).toEqual(["0 B@1"]);
  });

  it("tells of each token first at delay 0, then of changes alone, last and once a final tag", () => {
    const choice = fc.constantFrom(...labels);
    const steps = fc.array(fc.record({ heads: fc.array(choice, { minLength: 4, maxLength: 4 }), end: fc.boolean() }));
    const delays = fc.subarray([1, 2, 3]).map((later) => [0, ...later]);
    fc.assert(
      fc.property(steps, delays, (events, heads) => {
        const decoder = new LiveDecoder(labels, heads);
        const maxDelay = Math.max(...heads);
        const tags: Tag[] = [];
        let tokens = 0;
        for (const { heads: choices, end } of events) {
          tags.push(...decoder.token(`t${tokens++}`, saying(...choices)));
          while (end && decoder.pending > 0) tags.push(...decoder.end(saying(...choices)));
          expect(decoder.pending).toBeLessThanOrEqual(maxDelay);
        }
        while (decoder.pending > 0) tags.push(...decoder.end(saying("A", "B", "C", "A")));
        for (let index = 0; index < tokens; index++) {
          const own = tags.filter((tag) => tag.index === index);
          expect(own[0].delay).toBe(0);
          expect(own.map(({ token }) => token)).toEqual(own.map(() => `t${index}`));
          expect(own.map(({ final }) => final)).toEqual(own.map((_, i) => i === own.length - 1));
          own.slice(1).forEach((tag, i) => {
            expect(tag.delay).toBeGreaterThan(own[i].delay);
            if (!tag.final) expect(tag.label).not.toBe(own[i].label);
          });
        }
      }),
    );
  });

  it("goes on from its state as if nothing had been", () => {
    const one = new LiveDecoder(labels, [0, 1, 2]);
    one.token("x", saying("A", "A", "A"));
    one.token("y", saying("B", "B", "A"));
    one.end(saying("B", "B", "A"));
    const other = new LiveDecoder(labels, [0, 1, 2]);
    other.restore(one.state());
    const last = saying("A", "A", "C");
    expect(other.end(last)).toEqual(one.end(last));
    other.reset();
    expect(other.state()).toEqual({ index: 0, endSteps: 0, window: [] });
  });
});
