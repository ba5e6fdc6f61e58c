import { describe, expect, it } from "vitest";
import { mayRevise } from "./revision-gate.ts";

describe("mayRevise", () => {
  it("lets everything through by default", () => {
    expect(mayRevise({}, 0.25, 0.25)).toBe(true);
  });

  it("asks for the margin over the standing label", () => {
    expect(mayRevise({ margin: 0.25 }, 0.5, 0.25)).toBe(true);
    expect(mayRevise({ margin: 0.25 }, 0.5, 0.375)).toBe(false);
  });

  it("asks for the minimum, and for both where both are given", () => {
    expect(mayRevise({ minimum: 0.5 }, 0.5, 0)).toBe(true);
    expect(mayRevise({ minimum: 0.5 }, 0.4375, 0)).toBe(false);
    expect(mayRevise({ minimum: 0.5, margin: 0.25 }, 0.5, 0.375)).toBe(false);
  });
});
