import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runRivulet } from "./run-rivulet.ts";
import { writeTinyTagger } from "./tiny-tagger.ts";

const folder = mkdtempSync(join(tmpdir(), "rivulet-experiment-"));
const file = (...names: string[]): string => join(folder, ...names);

async function rivulet(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runRivulet(args);
  expect(code, stderr).toBe(0);
  return stdout;
}

interface Figures {
  readonly table: readonly (readonly string[])[];
  readonly figures: readonly { readonly unit: string; readonly value: number; readonly solved: boolean }[];
}

/** Of a table printed by `diagnose` the cells behind each name. */
function rowsOf(text: string): Map<string, string[]> {
  return new Map(
    text.split("\n").map((line) => {
      const [name, ...cells] = line.split(/ {2,}/);
      return [name, cells] as const;
    }),
  );
}

describe("rivulet experiment adding --quick", () => {
  let came: Figures;

  beforeAll(async () => {
    came = JSON.parse(await rivulet("experiment", "adding", "--quick", "--json", "--out", file("adding")));
  });

  it("LSTM and GRU solve lag 20, the vanilla RNN does not", () => {
    expect(came.figures.map(({ unit, solved }) => [unit, solved])).toEqual([
      ["rnn", false],
      ["gru", true],
      ["lstm", true],
    ]);
    const [rnn, gru, lstm] = came.figures.map(({ value }) => value);
    expect(rnn).toBeGreaterThan(0.05);
    expect(gru).toBeLessThan(0.01);
    expect(lstm).toBeLessThan(0.01);
  });

  it("gives the same figures on one thread", async () => {
    const args = ["--quick", "--json", "--cell", "gru", "--threads", "1", "--out", file("again")];
    const again: Figures = JSON.parse(await rivulet("experiment", "adding", ...args));
    expect(again.figures[0].value).toBe(came.figures[1].value);
  });

  it("writes the report, and the models and sequences that diagnose draws it from again", async () => {
    const report = readFileSync(file("adding", "report.html"), "utf8");
    for (const text of ["The adding problem, lag 20", ">rnn<", ">gru<", "lstm, c⟨t⟩", "leaned on"]) {
      expect(report).toContain(text);
    }
    const models = ["rnn", "gru", "lstm"].flatMap((name) => ["--model", file("adding", `${name}.safetensors`)]);
    const data = ["--data", file("adding", "sequences.jsonl")];
    const out = ["--out", file("d.html"), "--svg", file("d.svg")];
    const stdout = await rivulet("diagnose", "gradients", ...models, ...data, ...out, "--sequence", "1");
    expect(readFileSync(file("d.svg"), "utf8")).toBe(readFileSync(file("adding", "gradients.svg"), "utf8"));
    const rows = rowsOf(stdout);
    // At a tenth the vanilla RNN has lost what the gated units keep to the first step.
    expect(Number(rows.get("rnn")?.[0])).toBeLessThan(20);
    expect(rows.get("gru")?.[0]).toBe("> 19");
    expect(rows.get("lstm, c⟨t⟩")?.[0]).toBe("> 19");
    expect(stdout).toMatch(/gru, at step 20: \S+, expected \S+/);
  });
});

it("rivulet experiment recall --quick: what each unit solves", async () => {
  const stdout = await rivulet("experiment", "recall", "--quick", "--lags", "3,30", "--out", file("recall"));
  const rows = rowsOf(stdout);
  expect(rows.get("rnn")?.[2]).toBe("3");
  for (const name of ["gru", "lstm"]) expect(rows.get(name)?.[2]).toBe("30 (all tried)");
});

describe("rivulet diagnose gradients of a tagger", () => {
  const model = writeTinyTagger();
  const corpus = `${model}.conllu`;
  const words = ["The", "cats", "that", "ate", "were", "full", "."];
  const rows = words.map((word, i) => `${i + 1}\t${word}\t_\tNOUN\t_\t_\t0\t_\t_\t_`);
  writeFileSync(corpus, `${rows.join("\n")}\n\n`);
  const base = ["diagnose", "gradients", "--model", model, "--data", corpus];

  it("tells for each word of a sentence what its tag leaned on, up to the steps of the longest delay", async () => {
    const out = `${model}.html`;
    const stdout = await rivulet(...base, "--sentence", words.join(" "), "--word", "3", "--out", out);
    const leaned = stdout.slice(stdout.indexOf("that: "));
    expect(leaned).toMatch(/^that: [A-Z]+, [\d.]+ %/);
    expect(leaned.match(/^[ >] +\d+ {2}\S+/gm)?.map((line) => line.split(/ +/).at(-1))).toEqual(words.slice(0, 5));
    expect(leaned).toMatch(/^> +3 {2}that/m);
    const shares = [...leaned.matchAll(/([\d.]+) % {0,2}█*$/gm)].slice(1).map(([, percent]) => Number(percent));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 0);
    expect(readFileSync(out, "utf8").match(/class="lean"/g)).toHaveLength(words.length);
  });

  it.each([
    ["a word that is not there", ["--sentence", "a b", "--word", "3"], "ARGUMENT_INVALID"],
    ["a sequence of a tagger", ["--sequence", "1"], "ARGUMENT_INVALID"],
    ["a sentence without words", ["--sentence", " "], "ARGUMENT_INVALID"],
    ["a layer that is not there", ["--layer", "7"], "ARGUMENT_INVALID"],
  ])("refuses %s", async (_, args, code) => {
    const outcome = await runRivulet([...base, ...args]);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(new RegExp(`^rivulet: ${code}: .*expected .*, came .*\\n$`));
  });

  it.each([
    ["text that is not JSON", "{", "expected JSON in line 1"],
    ["numbers that are too many", '{"dense":[[1,2,3]]}', "expected 2 dense numbers a step in line 1, came 3"],
    ["no numbers", '{"dense":[]}', "expected ids or dense numbers in line 1, came none"],
    ["texts for numbers", '{"dense":[["a","b"]]}', "expected lists of numbers as dense in line 1"],
  ])("refuses sequences of %s", async (_, line, message) => {
    writeFileSync(file("bad.jsonl"), `${line}\n`);
    const args = ["--model", file("adding", "gru.safetensors"), "--data", file("bad.jsonl")];
    const outcome = await runRivulet(["diagnose", "gradients", ...args]);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/^rivulet: CORPUS_INVALID: /);
    expect(outcome.stderr).toContain(message);
  });
});
