import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ServerMetrics } from "@rivulet/runtime-node";
import { expect, it } from "vitest";
import { optionLeaves } from "../src/serve/option-leaf.ts";

const page = readFileSync(resolve(import.meta.dirname, "../../../docs/operations.md"), "utf8");

it("docs/operations.md holds a row for every option of the schema, and no other", () => {
  const rows = optionLeaves.map(({ path, description, ...leaf }) => {
    const standard = leaf.default === undefined || `${leaf.default}` === "" ? "" : `\`${leaf.default}\``;
    return `| \`${path.join(".")}\` | \`${leaf.flag}\` | \`${leaf.variable}\` | ${standard} | ${description} |`;
  });
  expect(page.split("\n").filter((line) => line.includes("| `--"))).toEqual(rows);
});

it("and a row for every metric", async () => {
  const metrics = await new ServerMetrics().registry.getMetricsAsJSON();
  const rows = metrics.map(({ name, help, type }) => `| \`${name}\` | ${type} | ${help} |`);
  expect(page.split("\n").filter((line) => line.startsWith("| `rivulet_"))).toEqual(rows);
});
