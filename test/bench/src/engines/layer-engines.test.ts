import { describe, expect, test } from "vitest";
import { cellNames, type LayerCase } from "../layer/layer.ts";
import { expectedOutputs, layerError } from "../layer/layer-error.ts";
import { layerSubject } from "../layer/layer-subject.ts";
import { peersInstalled } from "../peers/install.ts";
import { layerEngines } from "./layer-engines.ts";

const cases: readonly LayerCase[] = cellNames.flatMap((cell) => [
  { cell, hidden: 20, batch: 1, steps: 1 },
  { cell, hidden: 20, batch: 3, steps: 1 },
  { cell, hidden: 20, batch: 1, steps: 16 },
]);

for (const engine of layerEngines) {
  const isPeer = /onnxruntime|tfjs/.test(engine.name);
  describe.skipIf(isPeer && !peersInstalled())(engine.name, () => {
    test.each(cases.filter((layerCase) => engine.supports(layerCase)))(
      "$cell, $batch sessions, $steps steps: the network of the float64 reference",
      async (layerCase) => {
        const subject = layerSubject(layerCase);
        const stepper = await engine.open(subject);
        const error = await layerError(subject, expectedOutputs(subject), stepper);
        await stepper.close();
        expect(error).toBeLessThanOrEqual(engine.tolerance);
      },
    );
  });
}

test("an engine that is wrong is found out", async () => {
  const subject = layerSubject({ cell: "lstm", hidden: 20, batch: 1, steps: 1 });
  const [engine] = layerEngines;
  const stepper = await engine.open(subject);
  await stepper.call(0); // its state is no longer that of the reference
  expect(await layerError(subject, expectedOutputs(subject), stepper)).toBeGreaterThan(0.01);
});
