import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runRivulet } from "./run-rivulet.ts";
import { writeTinyTagger } from "./tiny-tagger.ts";

const model = writeTinyTagger();
const foreign = `${model}.foreign`;
const empty = `${model}.empty`;
writeFileSync(empty, "");
writeFileSync(foreign, "not a model at all, and long enough to have a header");

describe("errors of the command line", () => {
  it.each([
    ["an unknown command", ["fly"], 2, "ARGUMENT_INVALID"],
    ["an unknown option", ["tag", "--fast"], 2, "ARGUMENT_INVALID"],
    ["a missing option", ["eval", "--model", model], 2, "ARGUMENT_INVALID"],
    [
      "options that exclude each other",
      ["eval", "--model", model, "--data", "x", "--stream", "--carry"],
      2,
      "ARGUMENT_INVALID",
    ],
    ["two formats", ["quantize", model, "--int8", "--int16", "--out", `${model}.out`], 2, "ARGUMENT_INVALID"],
    ["no format", ["quantize", model, "--out", `${model}.out`], 2, "ARGUMENT_INVALID"],
    [
      "an empty corpus to calibrate on",
      ["quantize", model, "--int8", "--out", `${model}.out`, "--calibrate", empty],
      1,
      "CORPUS_INVALID",
    ],
    ["an unknown model", ["tag", "--model", "no-such"], 2, "MODEL_NOT_FOUND"],
    ["a folder as a model", ["inspect", "."], 2, "MODEL_NOT_FOUND"],
    ["a port out of range", ["serve", "--port", "70000"], 2, "ARGUMENT_INVALID"],
    ["an address that is none", ["connect", "localhost:1"], 2, "ARGUMENT_INVALID"],
    ["a missing file", ["tag", "--model", model, "no-such.txt"], 1, "FILE_UNREADABLE"],
    ["a missing corpus", ["eval", "--model", model, "--data", "no-such.conllu"], 1, "FILE_UNREADABLE"],
    ["an empty corpus", ["eval", "--model", model, "--data", empty], 1, "CORPUS_INVALID"],
    ["a foreign model file", ["inspect", foreign], 1, "FILE_"],
    ["a server that is not there", ["connect", "ws://127.0.0.1:9"], 1, "CONNECTION_FAILED"],
  ])("%s", async (_, args, code, errorCode) => {
    const outcome = await runRivulet(args);
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toBe("");
    expect(outcome.stderr).toMatch(new RegExp(`^rivulet: ${errorCode}[A-Z_]*: [^\\n]+\\n$`));
  });

  it("answers no command with the help, as an error", async () => {
    const { code, stdout, stderr } = await runRivulet([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^Usage: rivulet[\s\S]*\nrivulet: ARGUMENT_INVALID: .*expected a command, came none\n$/);
  });

  it("prints help and version on standard output and succeeds", async () => {
    const help = await runRivulet(["--help"]);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain("tag [options] [file...]");
    expect(await runRivulet(["--version"])).toMatchObject({ code: 0, stderr: "" });
  });
});
