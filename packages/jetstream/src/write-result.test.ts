import { RivuletError } from "@rivulet/errors";
import { TaggerModel } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import { expect, it } from "vitest";
import { createTask } from "./create-task.ts";
import { writeResult } from "./write-result.ts";

const tag = (index: number, final: boolean) => ({
  index,
  token: "é",
  label: "NOUN",
  probability: 0.5,
  delay: 0,
  final,
});

const model = TaggerModel.fromFile(toyTaggerFile());
const names = { input: "in", output: "out", key: "user" };
const task = createTask(model, names);

it("holds the key, the input's number, the outputs and what was refused", () => {
  const error = new RivuletError("TOKEN_TOO_LONG", "expected less, came more");
  const outputs = [tag(0, false), tag(1, true)];
  expect(JSON.parse(writeResult({ position: 7, key: "a", outputs, error }, task, 10_000))).toEqual({
    key: "a",
    seq: 7,
    tags: outputs,
    error: { code: "TOKEN_TOO_LONG", message: error.message },
  });
  const finalOnly = createTask(model, { ...names, finalOnly: true });
  expect(JSON.parse(writeResult({ position: 7, key: null, outputs }, finalOnly, 10_000))).toEqual({
    key: null,
    seq: 7,
    tags: [tag(1, true)],
  });
});

it("leaves out what no message can hold, and says so", () => {
  const result = { position: 7, key: "a", outputs: [tag(0, true)] };
  const bytes = new TextEncoder().encode(writeResult(result, task, 10_000)).length;
  expect(JSON.parse(writeResult(result, task, bytes)).tags).toEqual(result.outputs);
  expect(JSON.parse(writeResult(result, task, bytes - 1))).toMatchObject({
    key: "a",
    seq: 7,
    tags: [],
    error: { code: "FRAME_TOO_LARGE" },
  });
});
