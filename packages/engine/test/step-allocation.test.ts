import { join } from "node:path";
import { expect, it } from "vitest";
import { engineFolder, runBundled } from "./run-bundled.ts";

// The smallest object takes 16 bytes; what the compiler puts on the heap meanwhile is about 2 a call.
const LEAST_OBJECT = 16;

it("a step allocates nothing", async () => {
  const program = join(engineFolder, "test/step-allocation.program.ts");
  const printed = await runBundled({ entryPoints: [program] }, ["--expose-gc", "--min-semi-space-size=64"]);
  const bytesPerCall: Record<string, number> = JSON.parse(printed);
  expect(Object.keys(bytesPerCall)).toEqual(["dense", "id", "ids", "many"]);
  expect(Object.entries(bytesPerCall).filter(([, bytes]) => bytes > LEAST_OBJECT / 2)).toEqual([]);
});
