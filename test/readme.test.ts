import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Tag } from "@rivulet/live";
import { expect, it, vi } from "vitest";

it("runs the example of the README", async () => {
  const [, example = ""] =
    /```ts\n([\s\S]*?)```/.exec(readFileSync(resolve(import.meta.dirname, "../README.md"), "utf8")) ?? [];
  const file = resolve(import.meta.dirname, "results/readme-example.ts");
  mkdirSync(resolve(file, ".."), { recursive: true });
  writeFileSync(file, example);
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await import(file);
  const tags = log.mock.calls.flat(2) as Tag[];
  log.mockRestore();
  expect(tags.filter(({ final }) => final).map(({ token }) => token)).toEqual(["The", "cats", "that", "ate"]);
});
