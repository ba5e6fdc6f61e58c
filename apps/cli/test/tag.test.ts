import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type Tag, TaggerModel } from "@rivulet/live";
import { describe, expect, it } from "vitest";
import { runRivulet, startRivulet } from "./run-rivulet.ts";
import { TagReader } from "./tag-reader.ts";
import { tinyTagger, writeTinyTagger } from "./tiny-tagger.ts";

const model = writeTinyTagger();
const tagsOf = (jsonl: string): Tag[] =>
  jsonl
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

/** What the library says of the sentences; `rivulet tag` must say the same. */
function expectedTags(sentences: readonly string[][]): Tag[] {
  const tagger = TaggerModel.fromFile(tinyTagger()).createTagger();
  return sentences.flatMap((words) => [...words.flatMap((word) => tagger.push(word)), ...tagger.flush()]);
}

describe("rivulet tag", () => {
  it("prints the tagger's reports, to the bit, one JSON object a line", async () => {
    const { code, stdout } = await runRivulet(["tag", "--model", model, "--jsonl"], "The cats ate .\n\nfull cats\n");
    expect(tagsOf(stdout)).toEqual(
      expectedTags([
        ["The", "cats", "ate", "."],
        ["full", "cats"],
      ]),
    );
    expect(code).toBe(0);
  });

  it("tags each word before the next one is written", async () => {
    const child = startRivulet(["tag", "--model", model, "--jsonl"]);
    const reader = new TagReader(child.stdout);
    const words = ["The", "cats", "that", "ate", "were", "full"];
    for (const [index, word] of words.entries()) {
      child.stdin.write(`${word} `);
      const first = await reader.waitFor((tag) => tag.index === index);
      expect(first).toMatchObject({ token: word, delay: 0, final: false });
    }
    child.stdin.write("\n");
    await reader.waitFor(({ final }) => final, words.length);
    expect(child.exitCode).toBeNull();
    child.stdin.end();
    expect(await once(child, "close")).toEqual([0, null]);
    expect(reader.tags).toEqual(expectedTags([words]));
  });

  it("leaves provisional tags out with --final-only", async () => {
    const { stdout } = await runRivulet(["tag", "--model", model, "--jsonl", "--final-only"], "The cats ate .");
    expect(tagsOf(stdout)).toEqual(expectedTags([["The", "cats", "ate", "."]]).filter(({ final }) => final));
  });

  it("puts together a character that a chunk cuts in two", async () => {
    const child = startRivulet(["tag", "--model", model, "--jsonl"]);
    const bytes = Buffer.from("caf\u00e9 ");
    child.stdin.write(bytes.subarray(0, 4));
    await new Promise((resolve) => setTimeout(resolve, 50));
    child.stdin.end(bytes.subarray(4));
    const [chunk] = await once(child.stdout, "data");
    expect(JSON.parse(String(chunk).split("\n")[0] ?? "")).toMatchObject({ token: "caf\u00e9" });
  });

  it("reads files in turn and prints aligned lines", async () => {
    const files = ["The cats", "were full ."].map((text, i) => {
      writeFileSync(`${model}.${i}.txt`, text);
      return `${model}.${i}.txt`;
    });
    const { stdout } = await runRivulet(["tag", "--model", model, "--final-only", ...files]);
    const tokens = stdout.split("\n").map((line) => line.trim().split(/\s+/)[1]);
    expect(tokens).toEqual(["The", "cats", undefined, "were", "full", ".", undefined, undefined]);
  });

  it("reports a token over the limit and goes on", async () => {
    const { code, stdout, stderr } = await runRivulet(
      ["tag", "--model", model, "--jsonl", "--final-only"],
      `The ${"x".repeat(100_000)} cats\n`,
    );
    expect(tagsOf(stdout).map(({ token }) => token)).toEqual(["The", "cats"]);
    expect(stderr).toMatch(/^rivulet: TOKEN_TOO_LONG: .*expected.*came/);
    expect(code).toBe(0);
  });

  it("ends quietly when the reader goes away", async () => {
    const child = startRivulet(["tag", "--model", model, "--jsonl"]);
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    child.stdin.on("error", () => {}); // the process may be gone before its input is
    child.stdout.once("data", () => child.stdout.destroy());
    child.stdin.write("The cats ate . ".repeat(10_000));
    const [code] = await once(child, "close");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});
