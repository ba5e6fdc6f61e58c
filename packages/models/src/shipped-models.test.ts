import { existsSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { shippedModels } from "./shipped-models.ts";

const MEGABYTE = 1_000_000;

describe("shipped models", () => {
  it("have names of their own", () => {
    expect(new Set(shippedModels.map(({ name }) => name)).size).toBe(shippedModels.length);
  });

  it.each(shippedModels)("$name is there, with its card, within 8 MB", ({ url }) => {
    expect(statSync(url).size).toBeLessThanOrEqual(8 * MEGABYTE);
    expect(existsSync(new URL("MODEL_CARD.md", url))).toBe(true);
  });
});
