import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { engineFolder, runBundled } from "./run-bundled.ts";

function block(text: string, language: string): string {
  return text.match(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "ms"))?.[1] ?? "";
}

it("the example of the README prints what the README says", async () => {
  const readme = readFileSync(join(engineFolder, "README.md"), "utf8");
  const contents = block(readme, "ts");
  expect(contents).toContain("Model.create");
  expect(await runBundled({ stdin: { contents, loader: "ts", resolveDir: engineFolder } })).toBe(block(readme, "text"));
});
