import { describe, expect, it } from "vitest";
import { guessSource } from "./source.ts";

const text = (value: string) => new TextEncoder().encode(value);

describe("whose file it is", () => {
  it.each([
    ["a.pt", "pytorch"],
    ["a.b/c.PTH", "pytorch"],
    ["x.safetensors", "pytorch"],
    ["x.keras", "keras"],
    ["x.h5", "keras"],
    ["model.json", "keras"],
    ["x.onnx", "onnx"],
    ["model", undefined],
    ["model.constructor", undefined],
  ])("%s: %s", (path, source) => {
    expect(guessSource(path, new Uint8Array(0))).toBe(source);
  });

  it.each([
    ["HDF5", Uint8Array.of(0x89, 0x48, 0x44, 0x46), "keras"],
    ["a zip file with data.pkl", text("PK\u0003\u0004…archive/data.pkl"), "pytorch"],
    ["another zip file", text("PK\u0003\u0004…config.json"), "keras"],
    ["JSON", text('{"format": "layers-model"}'), "keras"],
    ["JSON with a brace as its ninth byte", text('{"abcd":{}}'), "keras"],
    ["safetensors", text('\u0020\0\0\0\0\0\0\0{"a":1}'), "pytorch"],
    ["safetensors whose length begins as JSON does", text('{\0\0\0\0\0\0\0{"a":1}'), "pytorch"],
    ["anything else", text("hello"), undefined],
  ])("%s", (_, bytes, source) => {
    expect(guessSource("nameless", bytes)).toBe(source);
  });
});
