import { readFileSync } from "node:fs";
import { codeOf } from "@rivulet/errors/testing";
import fc from "fast-check";
import { unzipSync, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { hostileKerasFiles } from "../../test/keras/hostile-files.ts";
import { importKeras } from "./import-keras.ts";
import type { TfjsModel } from "./read-tfjs-model.ts";

const fixture = (file: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`../../test/keras/${file}`, import.meta.url)));

const h5 = fixture("keras2-many-to-one.h5");
const archive = unzipSync(fixture("tagger.keras"));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function refusal(bytes: Uint8Array): string {
  return codeOf(() => importKeras(bytes)) ?? "accepted";
}

/** The archive with other entries, stored as Keras does. */
function zipped(changes: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync({ ...archive, ...changes }, { level: 0 });
}

/** A copy with other bytes at the `occurrence`-th place of `text`, `offset` bytes on. */
function patched(
  bytes: Uint8Array,
  text: string,
  offset: number,
  values: readonly number[],
  occurrence = 0,
): Uint8Array {
  const copy = Buffer.from(bytes);
  let at = copy.indexOf(text);
  for (let seen = 0; seen < occurrence; seen++) at = copy.indexOf(text, at + 1);
  if (at < 0) throw new Error(`no ${text} in the fixture`);
  copy.set(values, at + offset);
  return copy;
}

describe("damaged containers", () => {
  it.each([
    ["nothing", new Uint8Array(0), "FILE_FOREIGN"],
    ["another file", utf8("not a model at all"), "FILE_FOREIGN"],
    ["the signature of a zip file alone", Uint8Array.of(0x50, 0x4b, 0x03, 0x04), "FILE_DAMAGED"],
    ["the signature of HDF5 alone", h5.subarray(0, 8), "FILE_DAMAGED"],
    ["a zip file without its end", fixture("tagger.keras").subarray(0, 20_000), "FILE_DAMAGED"],
    [
      "weights cut short",
      zipped({ "model.weights.h5": archive["model.weights.h5"].subarray(0, 9000) }),
      "FILE_DAMAGED",
    ],
    ["weights of a file that is none", zipped({ "model.weights.h5": utf8("HDF") }), "FILE_DAMAGED"],
    ["a version before 3", zipped({ "metadata.json": utf8('{"keras_version":"2.15.0"}') }), "IMPORT_UNSUPPORTED"],
  ])("%s", (_, bytes, code) => {
    expect(refusal(bytes)).toBe(code);
  });

  it("any cut", () => {
    for (const file of [h5, fixture("merge-one.keras")]) {
      fc.assert(
        fc.property(fc.nat(file.length - 1), (length) => {
          expect(refusal(file.subarray(0, length))).toMatch(/^(FILE_|accepted$)/);
        }),
        { numRuns: 100 },
      );
    }
  });

  it("any bytes changed: a model or a coded error", () => {
    const change = fc.record({ at: fc.nat(h5.length - 1), value: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const copy = Uint8Array.from(h5);
        for (const { at, value } of changes) copy[at] = value;
        expect(refusal(copy)).not.toBe("");
      }),
      { numRuns: 500 },
    );
  });
});

describe("what claims to be larger than it is", () => {
  it("an entry that states another length than it has", () => {
    const stored = Buffer.from(zipped({}));
    // In the central directory, 20 and 24 bytes after its signature: bytes in the file, and inflated.
    const header = stored.indexOf("PK\x01\x02");
    stored.writeUInt32LE(0xfffffff0, header + 24);
    expect(refusal(stored)).toBe("IMPORT_UNSUPPORTED");
    stored.writeUInt32LE(0xfffffff0, header + 20);
    expect(refusal(stored)).toBe("FILE_DAMAGED");
    stored.writeUInt32LE(2 ** 20, header + 20);
    stored.writeUInt32LE(2 ** 20, header + 24);
    expect(refusal(stored)).toBe("FILE_DAMAGED");
  });

  it.each(Object.entries(hostileKerasFiles))("%s", (_, { bytes, code }) => {
    expect(refusal(bytes)).toBe(code);
  });

  it("a group of 65535 symbols", () => {
    expect(refusal(patched(h5, "SNOD", 6, [0xff, 0xff]))).toBe("FILE_DAMAGED");
  });

  it("a file over the limit", () => {
    expect(codeOf(() => importKeras(h5, { fileBytes: h5.length - 1 }))).toBe("FILE_TOO_LARGE");
    expect(codeOf(() => importKeras(fixture("tagger.keras"), { headerBytes: 100 }))).toBe("FILE_TOO_LARGE");
    expect(codeOf(() => importKeras(h5, { headerBytes: 100 }))).toBe("FILE_TOO_LARGE");
  });
});

describe("hostile configurations", () => {
  const nested = (depth: number, opening: string, closing: string): string =>
    `${opening.repeat(depth)}1${closing.repeat(depth)}`;
  const wrap = (layer: string): string => `{"class_name":"Sequential","config":{"name":"s","layers":[${layer}]}}`;

  it.each([
    ["lists nested 100000 deep", nested(100_000, "[", "]")],
    ["objects nested 100000 deep", nested(100_000, '{"a":', "}")],
    [
      "layers nested 100000 deep",
      wrap(nested(100_000, '{"class_name":"TimeDistributed","config":{"name":"t","layer":', "}}")),
    ],
    ["no JSON", "{"],
    ["no layers", '{"class_name":"Sequential","config":{"name":"s"}}'],
    ["a layer without a name", wrap('{"class_name":"LSTM","config":{}}')],
    ["no units", wrap('{"class_name":"LSTM","config":{"name":"l","units":-1}}')],
    ["a prototype's member as a class", wrap('{"class_name":"constructor","config":{"name":"l"}}')],
  ])("%s", (_, config) => {
    expect(refusal(zipped({ "config.json": utf8(config) }))).toMatch(/^(FILE_DAMAGED|IMPORT_UNSUPPORTED)$/);
  });

  it("a functional model that goes round in a circle", () => {
    const layer = (name: string, from: string): string =>
      `{"class_name":"Dense","name":"${name}","config":{"name":"${name}"},"inbound_nodes":[[["${from}",0,0,{}]]]}`;
    const config = `{"class_name":"Model","config":{"layers":[{"class_name":"InputLayer","config":{"name":"in"},"inbound_nodes":[]},
      ${layer("a", "b")},${layer("b", "a")}],"output_layers":[["b",0,0]]}}`;
    expect(refusal(zipped({ "config.json": utf8(config) }))).toBe("IMPORT_UNSUPPORTED");
  });
});

describe("hostile weights", () => {
  const layer = { name: "rnn", units: 2, batch_input_shape: [null, null, 1], return_sequences: true };
  const weights = [
    { name: "rnn/kernel", shape: [1, 2], dtype: "float32" },
    { name: "rnn/recurrent_kernel", shape: [2, 2], dtype: "float32" },
    { name: "rnn/bias", shape: [2], dtype: "float32" },
  ];

  function model(numbers: Float32Array, changes: Record<string, unknown> = {}, arrays: unknown = weights): TfjsModel {
    const layers = [{ class_name: "SimpleRNN", config: { ...layer, ...changes } }];
    const modelTopology = { class_name: "Sequential", config: { name: "s", layers } };
    const modelJson = utf8(JSON.stringify({ modelTopology, weightsManifest: [{ paths: ["w"], weights: arrays }] }));
    return { modelJson, weights: { w: new Uint8Array(numbers.buffer) } };
  }

  it.each([
    ["as they should be", model(new Float32Array(8)), undefined],
    ["not a number", model(Float32Array.of(0, 0, 0, Number.NaN, 0, 0, 0, 0)), "WEIGHTS_INVALID"],
    ["infinite", model(Float32Array.of(0, 0, 0, 0, 0, 0, 0, Infinity)), "WEIGHTS_INVALID"],
    ["too few", model(new Float32Array(7)), "FILE_DAMAGED"],
    ["more units than arrays for them", model(new Float32Array(8), { units: 2 ** 40 }), "WEIGHTS_INVALID"],
    ["no bias though one is used", model(new Float32Array(8), {}, weights.slice(0, 2)), "FILE_DAMAGED"],
    ["a bias though none is used", model(new Float32Array(8), { use_bias: false }), "FILE_DAMAGED"],
    ["integers", model(new Float32Array(8), {}, [{ ...weights[0], dtype: "int32" }]), "IMPORT_UNSUPPORTED"],
    ["quantised", model(new Float32Array(8), {}, [{ ...weights[0], quantization: {} }]), "IMPORT_UNSUPPORTED"],
    ["of a huge shape", model(new Float32Array(8), {}, [{ ...weights[0], shape: [2 ** 40, 2 ** 40] }]), "FILE_DAMAGED"],
    ["in a file that is not there", { ...model(new Float32Array(8)), weights: {} }, "FILE_DAMAGED"],
    ["an unknown activation", model(new Float32Array(8), { activation: "swish" }), "IMPORT_UNSUPPORTED"],
    ["return_state", model(new Float32Array(8), { return_state: true }), "IMPORT_UNSUPPORTED"],
  ])("%s", (_, source, code) => {
    expect(codeOf(() => importKeras(source))).toBe(code);
  });
});
