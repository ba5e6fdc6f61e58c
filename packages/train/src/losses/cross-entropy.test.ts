import { headLoss, headProbabilities } from "@rivulet/engine/reference";
import fc from "fast-check";
import { expect, it } from "vitest";
import { crossEntropy } from "./cross-entropy.ts";

const cases = fc
  .array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 2, maxLength: 20 })
  .chain((z) => fc.tuple(fc.constant(Float64Array.from(z)), fc.nat(z.length - 1)));

it("gives the reference's loss without smoothing and its gradient with it, times scale", () => {
  const smoothing = fc.double({ min: 0, max: 0.9, noNaN: true });
  fc.assert(
    fc.property(
      cases,
      smoothing,
      fc.double({ min: 0.01, max: 10, noNaN: true }),
      ([z, target], labelSmoothing, scale) => {
        const head = { name: "h", size: z.length, activation: "softmax" } as const;
        const p = Float32Array.from(headProbabilities("softmax", z));
        const d = new Float32Array(z.length);
        const loss = crossEntropy(p, target, labelSmoothing, scale, d);
        expect(loss).toBeCloseTo(headLoss(head, z, { loss: "softmax-cross-entropy", target }).value, 4);
        const expected = headLoss(head, z, { loss: "softmax-cross-entropy", target, labelSmoothing }).dLogits;
        expected.forEach((value, k) => {
          expect(Math.abs(d[k] - scale * value)).toBeLessThanOrEqual(1e-6 * scale);
        });
      },
    ),
  );
});

it("stays finite where the target's probability is 0, and tells of NaN", () => {
  const d = new Float32Array(2);
  expect(crossEntropy(Float32Array.of(1, 0), 1, 0, 1, d)).toBeCloseTo(-Math.log(1e-20), 10);
  expect(crossEntropy(Float32Array.of(Number.NaN, Number.NaN), 1, 0, 1, d)).toBeNaN();
});
