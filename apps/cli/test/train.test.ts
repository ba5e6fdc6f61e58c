import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runRivulet, startRivulet } from "./run-rivulet.ts";
import { toyCorpus } from "./toy-corpus.ts";

const EPOCHS = 12;
const folder = mkdtempSync(join(tmpdir(), "rivulet-train-"));
const file = (name: string): string => join(folder, name);

const recipe = {
  name: "toy",
  layers: [{ cell: "lstm", hidden: 12 }],
  minCount: 1,
  sequences: { sequencesPerBatch: 4, stepsPerBatch: 120 },
  training: { epochs: EPOCHS, rate: 0.02, schedule: { warmup: 10 }, inputDropout: 0.1, outputDropout: 0.1, shards: 2 },
};

writeFileSync(file("train.conllu"), toyCorpus(160, 1));
writeFileSync(file("dev.conllu"), toyCorpus(30, 2));
writeFileSync(file("recipe.json"), JSON.stringify(recipe));

function trainArguments(out: string, ...more: readonly string[]): string[] {
  const corpora = ["--train", file("train.conllu"), "--dev", file("dev.conllu")];
  return ["train", "--task", "tagger", ...corpora, "--config", file("recipe.json"), "--out", file(out), ...more];
}

describe("rivulet train", () => {
  let whole: Buffer;

  beforeAll(async () => {
    const { code, stdout, stderr } = await runRivulet(trainArguments("whole", "--threads", "1"));
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain(`epoch ${EPOCHS}: loss`);
    whole = readFileSync(file("whole"));
  });

  it("writes a model that has learned, and its report", async () => {
    const args = ["eval", "--model", file("whole"), "--data", file("dev.conllu"), "--json"];
    const { stdout, code } = await runRivulet(args);
    expect(code).toBe(0);
    const { accuracy } = JSON.parse(stdout) as { accuracy: { final: number } };
    expect(accuracy.final).toBeGreaterThan(97);
    const report = readFileSync(file("whole.html"), "utf8");
    expect(report).toContain("Training of toy");
    expect(report).toContain(`${EPOCHS} of ${EPOCHS} epochs`);
    expect(existsSync(file("whole.part"))).toBe(false);
  });

  it("gives the same bits on two threads", async () => {
    const { code } = await runRivulet(trainArguments("threads", "--threads", "2"));
    expect(code).toBe(0);
    expect(readFileSync(file("threads")).equals(whole)).toBe(true);
  });

  it("killed, goes on from the last epoch to the bits of an uninterrupted training", async () => {
    const child = startRivulet(trainArguments("killed"));
    let seen = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      seen += text;
      if (seen.includes("epoch 3: loss")) child.kill("SIGKILL");
    });
    const [, signal] = await once(child, "close");
    // It was still at work.
    expect(signal).toBe("SIGKILL");
    expect(seen).not.toContain(`epoch ${EPOCHS}: loss`);
    const { code, stderr } = await runRivulet(trainArguments("killed"));
    expect(code).toBe(0);
    expect(stderr).toContain("epoch 1: loss");
    expect(readFileSync(file("killed")).equals(whole)).toBe(true);
    // The history is whole too, but for the seconds.
    const epochs = (text: string) => [...text.matchAll(/^epoch \d+: .*(?= · \d+ s)/gm)].map(([line]) => line);
    expect(epochs(stderr)).toHaveLength(EPOCHS);
  });

  it("refuses a checkpoint of other options, and starts anew with --fresh", async () => {
    const first = await runRivulet(trainArguments("fresh", "--epochs", "1"));
    expect(first.code).toBe(0);
    const refused = await runRivulet(trainArguments("fresh", "--epochs", "2"));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("CHECKPOINT_INVALID");
    const fresh = await runRivulet(trainArguments("fresh", "--epochs", "2", "--seed", "5", "--fresh"));
    expect(fresh.code).toBe(0);
    expect(fresh.stderr).toContain("epoch 2: loss");
  });

  it("refuses a damaged checkpoint and leaves it", async () => {
    writeFileSync(file("damaged.checkpoint"), "RVTC and then nothing that it was");
    const { code, stderr } = await runRivulet(trainArguments("damaged"));
    expect(code).toBe(1);
    expect(stderr).toContain("CHECKPOINT_INVALID");
    expect(readFileSync(file("damaged.checkpoint"), "utf8")).toContain("nothing that it was");
  });

  it.each([
    ["an unknown option of the recipe", { trainig: {} }, "ARGUMENT_INVALID"],
    ["a rate out of range", { training: { rate: -1 } }, "TRAINING_CONFIG_INVALID"],
    ["a layer without units", { layers: [{ cell: "lstm", hidden: 0 }] }, "CONFIG_INVALID"],
  ])("refuses %s", async (_, change, code) => {
    writeFileSync(file("bad.json"), JSON.stringify(change));
    const outcome = await runRivulet(trainArguments("bad", "--config", file("bad.json")));
    expect(outcome.code).not.toBe(0);
    expect(outcome.stderr).toMatch(new RegExp(`^rivulet: ${code}: .*expected .*, came .*\\n$`));
    expect(existsSync(file("bad"))).toBe(false);
  });
});
