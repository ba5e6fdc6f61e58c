import { writeFileSync } from "node:fs";
import { TaggerModel } from "@rivulet/live";
import { describe, expect, it } from "vitest";
import { runRivulet } from "./run-rivulet.ts";
import { tinyTagger, writeTinyTagger } from "./tiny-tagger.ts";

const model = writeTinyTagger();
const sentences = [
  ["The", "cats", "that", "ate", "were", "full", "."],
  ["Dogs", "ate", "cats"],
];

/** A corpus whose gold tags are the tagger's own final tags: every final tag is right. */
function writeCorpus(): string {
  const tagger = TaggerModel.fromFile(tinyTagger()).createTagger();
  const text = sentences.map((tokens) => {
    tagger.reset();
    const tags = [...tokens.flatMap((token) => tagger.push(token)), ...tagger.flush()].filter(({ final }) => final);
    const rows = tags.map(({ token, label }, i) => `${i + 1}\t${token}\t_\t${label}\t_\t_\t0\t_\t_\t_`);
    return `${rows.join("\n")}\n\n`;
  });
  writeFileSync(`${model}.conllu`, text.join(""));
  return `${model}.conllu`;
}

const corpus = writeCorpus();
const evaluate = async (...options: string[]) => {
  const { code, stdout, stderr } = await runRivulet(["eval", "--model", model, "--data", corpus, "--json", ...options]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
};

describe("rivulet eval", () => {
  it("counts what is right, by delay, and what the model never saw", async () => {
    const result = await evaluate();
    expect(result).toMatchObject({ mode: "reset", sentences: 2, tokens: 10 });
    expect(result.accuracy.final).toBe(100);
    expect(result.accuracy.delay["2"]).toBe(100);
    expect(result.unknown).toMatchObject({ tokens: 1, accuracy: { final: 100 } });
    // With final tags for gold, a token that was wrong at first was revised.
    expect(result.accuracy.delay["0"]).toBeLessThan(100);
    expect(result.editOverhead).toBeGreaterThanOrEqual(100 - result.accuracy.delay["0"]);
  });

  it("takes the known words from a corpus", async () => {
    expect((await evaluate("--train", corpus)).unknown.tokens).toBe(0);
  });

  it.each(["carry", "stream"])("tags every token with --%s", async (mode) => {
    expect(await evaluate(`--${mode}`)).toMatchObject({ mode, tokens: 10 });
  });

  it("gives the same figures on any number of threads", async () => {
    const [one, ...others] = await Promise.all(["1", "2", "5"].map((threads) => evaluate("--threads", threads)));
    const withoutTime = { ...one, microsecondsPerToken: expect.anything() };
    for (const other of others) expect(other).toEqual(withoutTime);
  });

  it.each([
    ["--threads", "0"],
    ["--threads", "two"],
    ["--threads", "2", "--stream"],
    ["--threads", "2", "--carry"],
  ])("refuses %s %s %s", async (...options) => {
    expect((await runRivulet(["eval", "--model", model, "--data", corpus, ...options])).code).toBe(2);
  });

  it("prints lines for people", async () => {
    const { stdout } = await runRivulet(["eval", "--model", model, "--data", corpus]);
    expect(stdout).toContain("10 tokens in 2 sentences");
    expect(stdout).toMatch(/final: 100\.00 %/);
  });
});

describe("rivulet inspect", () => {
  it("shows what the file holds", async () => {
    const { stdout } = await runRivulet(["inspect", model, "--json"]);
    const file = tinyTagger();
    const description = JSON.parse(stdout);
    expect(description).toMatchObject({
      task: "tagger",
      labels: file.labels,
      about: file.about,
      fingerprint: TaggerModel.fromFile(file).fingerprint,
    });
    expect(description.parameters).toBe(Object.values(file.weights).reduce((sum, { data }) => sum + data.length, 0));
    const { stdout: lines } = await runRivulet(["inspect", model]);
    expect(lines).toContain("layer 0       lstm, 10 units");
  });
});
