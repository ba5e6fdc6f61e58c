import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Tag, TaggerModel, type TaggerOptions } from "@rivulet/live";
import { beforeAll, describe, expect, it } from "vitest";
import { runRivulet, startRivulet } from "./run-rivulet.ts";
import { TagReader } from "./tag-reader.ts";
import { tinyBackwardTagger, writeTinyTagger } from "./tiny-tagger.ts";
import { toyCorpus } from "./toy-corpus.ts";

const model = writeTinyTagger(tinyBackwardTagger());
const sentences = [
  ["The", "cats", "that", "ate", "were", "full", "."],
  ["Dogs", "ate"],
  ["full", "cats", "."],
];
const text = sentences.map((words) => `${words.join(" ")}\n`).join("");
const tagsOf = (jsonl: string): Tag[] => jsonl.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));

/** What the library says of the sentences, the state carried on. */
function expectedTags(options?: TaggerOptions): Tag[] {
  const tagger = TaggerModel.fromFile(tinyBackwardTagger()).createTagger(options);
  return sentences.flatMap((words) => [...words.flatMap((word) => tagger.push(word)), ...tagger.flush()]);
}

describe("rivulet tag by a model that looks backward", () => {
  it.each([0, 1, 4])("prints the reports of a window of %i tokens, to the bit", async (window) => {
    const { code, stdout } = await runRivulet(["tag", "--model", model, "--jsonl", "--window", `${window}`], text);
    expect(tagsOf(stdout)).toEqual(expectedTags({ window }));
    expect(code).toBe(0);
  });

  it("tags each word before the next one is written, and looks 2 tokens ahead where not told otherwise", async () => {
    const child = startRivulet(["tag", "--model", model, "--jsonl"]);
    const reader = new TagReader(child.stdout);
    const [words] = sentences;
    for (const [index, word] of words.entries()) {
      child.stdin.write(`${word} `);
      expect(await reader.waitFor((tag) => tag.index === index)).toMatchObject({ token: word, delay: 0, final: false });
    }
    child.stdin.end(
      `\n${sentences
        .slice(1)
        .map((rest) => rest.join(" "))
        .join("\n")}`,
    );
    await once(child, "close");
    expect(reader.tags).toEqual(expectedTags({ window: 2 }));
  });

  it("is served as it tags", async () => {
    const server = startRivulet(["serve", "--port", "0", "--model", model]);
    const [line] = await once(createInterface({ input: server.stdout }), "line");
    const url = /ws:\S+/.exec(line)?.[0] ?? "";
    const far = await runRivulet(["connect", url, "--jsonl"], text);
    server.kill("SIGKILL");
    expect(far.stderr).toBe("");
    expect(tagsOf(far.stdout)).toEqual(expectedTags());
  });

  it.each([
    ["of a model that only looks forward", writeTinyTagger(), "1", 1, "CONFIG_INVALID"],
    ["of a negative length", model, "-1", 2, "ARGUMENT_INVALID"],
    ["beyond the limit", model, "1025", 2, "ARGUMENT_INVALID"],
  ])("refuses a window %s", async (_, of, window, code, error) => {
    const outcome = await runRivulet(["tag", "--model", of, "--window", window], text);
    expect(outcome).toMatchObject({ code, stdout: "" });
    expect(outcome.stderr).toMatch(new RegExp(`^rivulet: ${error}: .*expected .*, came .*\\n$`));
  });
});

it("rivulet quantize rounds a model that looks backward, without a corpus to calibrate on", async () => {
  const [corpus, out] = [`${model}.conllu`, `${model}.int8`];
  writeFileSync(corpus, `1\tThe${"\t_".repeat(8)}\n`);
  const refused = await runRivulet(["quantize", model, "--int8", "--calibrate", corpus, "--out", out]);
  expect(refused.stderr).toMatch(/^rivulet: ARGUMENT_INVALID: .*expected a model that only looks forward .*came /);
  expect(await runRivulet(["quantize", model, "--int8", "--out", out])).toMatchObject({ code: 0, stderr: "" });
  const { stdout, stderr } = await runRivulet(["tag", "--model", out, "--jsonl"], text);
  expect(stderr).toBe("");
  expect(tagsOf(stdout).filter(({ final }) => final)).toHaveLength(expectedTags().filter(({ final }) => final).length);
});

describe("rivulet train and eval of a bidirectional tagger", () => {
  const folder = mkdtempSync(join(tmpdir(), "rivulet-window-"));
  const [train, dev, config, out] = ["train.conllu", "dev.conllu", "recipe.json", "bi"].map((name) =>
    join(folder, name),
  );
  const evaluate = async (...options: string[]) => {
    const { stdout, stderr } = await runRivulet(["eval", "--model", out, "--data", dev, "--json", ...options]);
    expect(stderr).toBe("");
    return JSON.parse(stdout);
  };

  beforeAll(async () => {
    const part = { cell: "lstm", hidden: 8 };
    const recipe = {
      name: "toy",
      layers: [{ cell: "bidirectional", forward: part, backward: part }],
      delays: [0],
      minCount: 1,
      sequences: { sequencesPerBatch: 4, stepsPerBatch: 120, cut: 0.5 },
      training: { epochs: 10, rate: 0.02, schedule: { warmup: 10 }, inputDropout: 0.1, outputDropout: 0.1 },
      decode: { window: { window: 1 } },
    };
    writeFileSync(train, toyCorpus(160, 1));
    writeFileSync(dev, toyCorpus(30, 2));
    writeFileSync(config, JSON.stringify(recipe));
    const corpora = ["--train", train, "--dev", dev, "--config", config];
    const { code, stderr } = await runRivulet(["train", "--task", "tagger", ...corpora, "--out", out]);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("epoch 10: loss") });
    expect(stderr).toContain("delay 1");
  });

  it("has learned, whole sentence and with the window of its recipe", async () => {
    const [own, one, whole] = await Promise.all(
      [[], ["--window", "1"], ["--window", "sentence"]].map((w) => evaluate(...w)),
    );
    const withoutTime = { ...one, microsecondsPerToken: expect.anything() };
    expect(own).toEqual(withoutTime);
    expect(one.accuracy.final).toBe(one.accuracy.delay["1"]);
    expect(one.accuracy.final).toBeGreaterThan(97);
    expect(Object.keys(one.accuracy.delay)).toEqual(["0", "1"]);
    expect(whole).toMatchObject({ accuracy: { delay: {} }, editOverhead: 0 });
    expect(whole.accuracy.final).toBeGreaterThan(97);
  });

  it("says the same of the whole sentence and of a window that covers it, on threads too", async () => {
    const [whole, window, threads] = await Promise.all(
      [["sentence"], ["100"], ["100", "--threads", "2"]].map((w) => evaluate("--window", ...w)),
    );
    expect(window.accuracy.final).toBe(whole.accuracy.final);
    expect(threads).toEqual({ ...window, microsecondsPerToken: expect.anything() });
    expect(Object.keys(window.accuracy.delay)).toHaveLength(9);
  });

  it("counts the ends of sentences into the time of all work", async () => {
    const { microsecondsPerToken } = await evaluate("--window", "sentence");
    expect(microsecondsPerToken.withFlushes).toBeGreaterThan(microsecondsPerToken.mean);
  });
});
