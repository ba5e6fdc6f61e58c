import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { codes } from "@rivulet/errors";
import { closeReasons } from "@rivulet/protocol";
import { expect, it } from "vitest";

/** The rows of docs/errors.md: `| code | meaning | close code |`. */
function documentedRows(): string[][] {
  return readFileSync(resolve(import.meta.dirname, "../docs/errors.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll("`", "")));
}

it("documents every code, its meaning and its close code", () => {
  const closes: Readonly<Record<string, { readonly code: number }>> = closeReasons;
  const expected = Object.entries(codes).map(([code, meaning]) => [code, meaning, String(closes[code]?.code ?? "")]);
  expect(documentedRows()).toEqual(expected);
});
