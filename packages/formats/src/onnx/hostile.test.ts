import { readFileSync } from "node:fs";
import { RivuletError } from "@rivulet/errors";
import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chain, hostileOnnxFiles, node } from "../../test/onnx/hostile-files.ts";
import { importOnnx } from "./index.ts";

const fixture = readFileSync(new URL("../../test/onnx/tagger.script.onnx", import.meta.url));

describe("hostile files", () => {
  it.each(hostileOnnxFiles)("%s: %s", (code, _, bytes) => {
    expect(codeOf(() => importOnnx(bytes))).toBe(code);
  });

  it("a file over the limit is not looked at", () => {
    expect(codeOf(() => importOnnx(fixture, {}, { fileBytes: 1000 }))).toBe("FILE_TOO_LARGE");
  });

  it("a long chain of layers ends in an error or a model, and not in a full stack", () => {
    const activations = chain(20_000, (from, to) => node("Tanh", [from], to));
    const products = chain(20_000, (from, to) => node("MatMul", [from, "w"], to));
    for (const bytes of [activations, products]) expect(importOnnx(bytes).config.layers.length).toBeGreaterThan(0);
  });

  it("a truncated file is damaged, or refused for what is missing", () => {
    for (let length = 0; length < fixture.length; length += 7) {
      const code = codeOf(() => importOnnx(fixture.subarray(0, length)));
      expect(["FILE_DAMAGED", "FILE_VERSION", "IMPORT_UNSUPPORTED"]).toContain(code);
    }
  });

  it("whatever bytes are changed, only coded errors are thrown", () => {
    const change = fc.tuple(fc.nat(fixture.length - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = Uint8Array.from(fixture);
        for (const [at, byte] of changes) bytes[at] = byte;
        try {
          importOnnx(bytes);
        } catch (error) {
          if (!RivuletError.is(error)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
