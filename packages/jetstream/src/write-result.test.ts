import { RivuletError } from "@rivulet/errors";
import { expect, it } from "vitest";
import { writeResult } from "./write-result.ts";

const tag = (index: number, final: boolean) => ({
  index,
  token: "é",
  label: "NOUN",
  probability: 0.5,
  delay: 0,
  final,
});

it("holds the key, the input's number, the tags and what was refused", () => {
  const error = new RivuletError("TOKEN_TOO_LONG", "expected less, came more");
  const result = { position: 7, key: "a", tags: [tag(0, false), tag(1, true)], error };
  expect(JSON.parse(writeResult(result, false, 10_000))).toEqual({
    key: "a",
    seq: 7,
    tags: result.tags,
    error: { code: "TOKEN_TOO_LONG", message: error.message },
  });
  expect(JSON.parse(writeResult({ position: 7, key: null, tags: result.tags }, true, 10_000))).toEqual({
    key: null,
    seq: 7,
    tags: [tag(1, true)],
  });
});

it("leaves out tags that no message can hold, and says so", () => {
  const result = { position: 7, key: "a", tags: [tag(0, true)] };
  const bytes = new TextEncoder().encode(writeResult(result, false, 10_000)).length;
  expect(JSON.parse(writeResult(result, false, bytes)).tags).toEqual(result.tags);
  expect(JSON.parse(writeResult(result, false, bytes - 1))).toMatchObject({
    key: "a",
    seq: 7,
    tags: [],
    error: { code: "FRAME_TOO_LARGE" },
  });
});
