import type { Tag } from "@rivulet/live";
import { describe, expect, it } from "vitest";
import { compare } from "./compare.ts";
import { TokenStream } from "./token-stream.ts";

const tag = (index: number, label: string, final = false, probability = 0.5): Tag => ({
  index,
  token: `w${index}`,
  label,
  probability,
  delay: final ? 2 : 0,
  final,
});

describe("TokenStream", () => {
  it("remembers the labels that a token had before", () => {
    const stream = new TokenStream();
    stream.apply([tag(0, "NOUN"), tag(1, "VERB"), tag(0, "VERB")]);
    stream.apply([tag(0, "ADJ", true)]);
    expect(stream.tokens.value.map(({ label, earlier }) => [label, earlier])).toEqual([
      ["ADJ", ["NOUN", "VERB"]],
      ["VERB", []],
    ]);
    expect([stream.count.value, stream.finals.value]).toEqual([2, 1]);
  });

  it("shows the last tokens of a long stream and counts them all", () => {
    const stream = new TokenStream();
    for (let index = 0; index < 1_000; index++) stream.apply([tag(index, "NOUN"), tag(index, "NOUN", true)]);
    const { value: tokens } = stream.tokens;
    expect([stream.count.value, stream.finals.value, tokens.length]).toEqual([1_000, 1_000, 240]);
    expect(tokens.map(({ index }) => index)).toEqual(Array.from({ length: 240 }, (_, i) => 760 + i));
  });

  it("begins anew", () => {
    const stream = new TokenStream();
    stream.apply([tag(0, "NOUN", true)]);
    stream.clear();
    stream.apply([tag(0, "VERB")]);
    expect([stream.count.value, stream.finals.value, stream.tokens.value[0].earlier]).toEqual([1, 0, []]);
  });
});

describe("compare", () => {
  it("counts final tags alone, and a probability of other bits as another", () => {
    const [one, other] = [new TokenStream(), new TokenStream()];
    one.apply([tag(0, "NOUN", true), tag(1, "VERB", true, 0.25), tag(2, "ADJ", true), tag(3, "ADV")]);
    other.apply([tag(0, "NOUN", true), tag(1, "VERB", true, 0.25000001), tag(2, "ADV", true), tag(3, "ADV", true)]);
    expect(compare(one.tokens.value, other.tokens.value)).toEqual({ compared: 3, same: 1 });
  });
});
