import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { RivuletError } from "@rivulet/errors";
import fc from "fast-check";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { f32 } from "../../test/forge.ts";
import { pickle, stateDict, tensor, torchFile, uint32 } from "../../test/pytorch/craft.ts";
import { writeSafetensors } from "../write-safetensors.ts";
import { importPyTorch } from "./import-pytorch.ts";

const { bytes, proto, stop, mark, text, int, global, tuple, tuple1, reduce } = pickle;
const fixture = (name: string): Uint8Array => readFileSync(resolve(import.meta.dirname, "../../test/pytorch", name));

/** `CODE: message`, or `accepted`. Any other error than ours passes, and fails the test. */
function refusal(file: Uint8Array): string {
  try {
    importPyTorch(file, { heads: [{ activation: "none" }], activation: "tanh" });
  } catch (error) {
    if (RivuletError.is(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "accepted";
}

const rnn = (matrix: Uint8Array, hh = tensor({ length: 1, shape: [1, 1], strides: [1, 1] })): Uint8Array =>
  stateDict({ "rnn.weight_ih_l0": matrix, "rnn.weight_hh_l0": hh });

const one = { "0": Float32Array.of(0.5) };
const good = tensor({ length: 1, shape: [1, 1], strides: [1, 1] });
const headless = (file: Uint8Array): unknown => importPyTorch(file, { activation: "tanh" });

it("takes the same file where nothing is wrong with it", () => {
  expect(headless(torchFile(rnn(good), one))).toMatchObject({ config: { layers: [{ cell: "rnn", hidden: 1 }] } });
});

describe("a pickle that would run something", () => {
  it.each<[string, Uint8Array, RegExp]>([
    ["os.system", bytes(proto, global("posix", "system"), text("true"), tuple1, reduce, stop), /posix\.system/],
    ["eval", bytes(proto, global("builtins", "eval"), text("1"), tuple1, reduce, stop), /builtins\.eval/],
    ["eval by STACK_GLOBAL", bytes(proto, text("builtins"), text("eval"), 0x93, stop), /builtins\.eval/],
    ["a name of objects here", bytes(proto, global("constructor", "constructor"), stop), /constructor\.constructor/],
    ["INST", bytes(proto, mark, 0x69, ...[global("os", "system").subarray(1)], stop), /0x69/],
    ["OBJ", bytes(proto, mark, 0x6f, stop), /0x6f/],
    ["NEWOBJ", bytes(proto, global("torch", "FloatStorage"), pickle.emptyTuple, 0x81, stop), /0x81/],
    [
      "a call of a type",
      bytes(proto, global("torch", "FloatStorage"), pickle.emptyTuple, reduce, stop),
      /FloatStorage/,
    ],
    ["a call of a text", bytes(proto, text("eval"), pickle.emptyTuple, reduce, stop), /call/],
    ["attributes of a tensor", stateDict({ x: bytes(good, pickle.emptyDict, pickle.build) }), /attributes/],
    ["EXT1", bytes(proto, 0x82, 1, stop), /0x82/],
  ])("%s is refused by name", (_, data, named) => {
    const came = refusal(torchFile(data, one));
    expect(came).toMatch(/^IMPORT_UNSUPPORTED/);
    expect(came).toMatch(named);
  });
});

describe("a pickle that is not well made", () => {
  it.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array(0)],
    ["no end", bytes(proto, pickle.none)],
    ["an empty stack", bytes(proto, stop)],
    ["no mark", bytes(proto, tuple, stop)],
    ["values below the mark", bytes(proto, pickle.none, mark, stop)],
    ["a memory that is not there", bytes(proto, 0x68, 3, stop)],
    ["a text of 4 GB", bytes(proto, 0x58, ...[uint32(0xffffffff)], stop)],
    ["a text that is no UTF-8", bytes(proto, 0x58, ...[uint32(1)], 0xff, stop)],
    ["a number of 255 bytes", bytes(proto, 0x8a, 255, ...[new Uint8Array(255)], stop)],
    ["items of no dict", bytes(proto, pickle.none, text("a"), pickle.none, pickle.setItem, stop)],
    ["half a pair", bytes(proto, pickle.emptyDict, mark, text("a"), pickle.setItems, stop)],
    ["arguments that are no tuple", bytes(proto, global("collections", "OrderedDict"), pickle.none, reduce, stop)],
    ["a storage of no type", bytes(proto, mark, text("storage"), pickle.none, tuple, pickle.persistentId, stop)],
    [
      "a tensor of nothing",
      bytes(proto, global("torch._utils", "_rebuild_tensor_v2"), pickle.emptyTuple, reduce, stop),
    ],
  ])("%s is damaged", (_, data) => {
    expect(refusal(torchFile(data, one))).toMatch(/^FILE_DAMAGED/);
  });

  it("too many operations are too large", () => {
    const many = new Uint8Array(2 ** 20).fill(pickle.emptyDict);
    expect(refusal(torchFile(many))).toMatch(/^FILE_TOO_LARGE/);
  });

  it("a value that is no state_dict is not supported", () => {
    expect(refusal(torchFile(bytes(proto, pickle.none, stop)))).toMatch(/^IMPORT_UNSUPPORTED/);
    expect(refusal(torchFile(stateDict({ epoch: int(3) })))).toMatch(/^IMPORT_UNSUPPORTED.*epoch/);
    expect(refusal(torchFile(stateDict({})))).toMatch(/^IMPORT_UNSUPPORTED/);
  });
});

describe("a tensor that is not in its storage", () => {
  it.each<[string, Parameters<typeof tensor>[0]]>([
    ["too long", { length: 1, shape: [2, 1], strides: [1, 1] }],
    ["from beyond its end", { length: 1, offset: 1, shape: [1, 1], strides: [1, 1] }],
    ["strides beyond its end", { length: 4, shape: [2, 2], strides: [4, 1] }],
    ["expanded by strides of 0", { length: 1, shape: [2 ** 15, 2 ** 15], strides: [0, 0] }],
    ["sizes whose product is not exact", { length: 1, shape: Array(8).fill(2 ** 30), strides: Array(8).fill(0) }],
    ["sizes below 0", { length: 1, shape: [-1, 1], strides: [1, 1] }],
    ["more sizes than strides", { length: 1, shape: [1, 1], strides: [1] }],
    ["a storage longer than its record", { length: 2 ** 30, shape: [1, 1], strides: [1, 1] }],
    ["a storage without a record", { key: "7", length: 1, shape: [1, 1], strides: [1, 1] }],
  ])("%s is damaged", (_, view) => {
    expect(() => headless(torchFile(rnn(tensor(view)), one))).toThrow(
      expect.objectContaining({ code: "FILE_DAMAGED" }),
    );
  });
});

describe("a zip file", () => {
  it("with compressed records is refused before it is inflated", () => {
    const bomb = torchFile(rnn(good), { "0": new Float32Array(2 ** 22) }, 9);
    expect(bomb.length).toBeLessThan(2 ** 16);
    expect(refusal(bomb)).toMatch(/^IMPORT_UNSUPPORTED.*compressed/);
  });

  it("whose records lie upon one another is damaged", () => {
    const file = torchFile(rnn(good), { "0": new Float32Array(64), "1": new Float32Array(64) });
    const view = new DataView(file.buffer);
    for (let at = file.length - 4; at >= 0; at--) {
      if (view.getUint32(at, true) !== 0x02014b50) continue; // sizes of an entry of the central directory
      view.setUint32(at + 20, file.length - 100, true);
      view.setUint32(at + 24, file.length - 100, true);
    }
    expect(refusal(file)).toMatch(/^FILE_DAMAGED/);
  });

  it("that claims 4 GB is damaged", () => {
    const file = torchFile(rnn(good), one);
    const view = new DataView(file.buffer);
    const at = file.length - 22 - (46 + "archive/data/0".length);
    expect(view.getUint32(at, true)).toBe(0x02014b50);
    view.setUint32(at + 20, 0xfffffffe, true);
    view.setUint32(at + 24, 0xfffffffe, true);
    expect(refusal(file)).toMatch(/^FILE_DAMAGED/);
  });

  it("with too many records is too large, without data.pkl foreign", () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`archive/data/${i}`, new Uint8Array(0)]));
    expect(refusal(zipSync({ "archive/data.pkl": rnn(good), ...many }, { level: 0 }))).toMatch(/^FILE_TOO_LARGE/);
    expect(refusal(zipSync({ "config.json": new Uint8Array(1) }, { level: 0 }))).toMatch(/^FILE_FOREIGN/);
  });

  it.each(["lstm-tagger.pt", "lstm-tagger.safetensors"])("%s, cut anywhere, is refused", (name) => {
    const file = fixture(name);
    for (let length = 0; length < file.length; length += 7) {
      expect(refusal(file.subarray(0, length)), `${length}`).toMatch(/^(FILE_|IMPORT_UNSUPPORTED)/);
    }
  });

  it("with any byte changed is a model or refused with a code", () => {
    const file = fixture("lstm-tagger.pt");
    const changes = fc.array(fc.tuple(fc.nat(file.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(changes, (list) => {
        const changed = Uint8Array.from(file);
        for (const [at, value] of list) changed[at] = value;
        return refusal(changed).length > 0;
      }),
      { numRuns: 500 },
    );
  });
});

describe("weights and names", () => {
  it("NaN is refused", () => {
    const file = torchFile(rnn(good), { "0": Float32Array.of(Number.NaN) });
    expect(() => headless(file)).toThrow(expect.objectContaining({ code: "WEIGHTS_INVALID" }));
  });

  it.each<[string, Record<string, readonly [number, number]>, RegExp]>([
    ["gates of no cell", { "r.weight_ih_l0": [10, 3], "r.weight_hh_l0": [10, 5] }, /^WEIGHTS_INVALID.*gates/],
    ["a layer missing", { "r.weight_ih_l1": [5, 5], "r.weight_hh_l1": [5, 5] }, /^WEIGHTS_INVALID/],
    ["a direction missing", { "r.weight_ih_l0_reverse": [5, 5], "r.weight_hh_l0_reverse": [5, 5] }, /^WEIGHTS_INVALID/],
    ["half a layer", { "r.weight_ih_l0": [5, 5] }, /^WEIGHTS_INVALID/],
    ["another module", { "conv.weight": [5, 5], "conv.kernel": [1, 1] }, /^IMPORT_UNSUPPORTED.*conv/],
    [
      "orders that are all possible",
      { "a.weight": [4, 4], "b.weight": [4, 4], "c.weight": [4, 4] },
      /^IMPORT_AMBIGUOUS/,
    ],
    [
      "too many of them",
      Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`m${i}.weight`, [4, i === 0 ? 5 : 4] as const])),
      /^IMPORT_AMBIGUOUS/,
    ],
    [
      "too many modules",
      Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`m${i}.weight`, [1, 1] as const])),
      /^IMPORT_UNSUPPORTED/,
    ],
    ["sizes that do not meet", { "a.weight": [4, 3], "b.weight": [6, 5], "b.bias": [6, 1] }, /^WEIGHTS_INVALID/],
  ])("%s", (_, shapes, code) => {
    const tensors = Object.entries(shapes).map(([name, [rows, columns]]) => {
      return [name, f32([rows, columns], ...new Array(rows * columns).fill(0.5))] as const;
    });
    expect(refusal(writeSafetensors({ metadata: new Map(), tensors: new Map(tensors) }))).toMatch(code);
  });

  it("options of megabytes are too large", () => {
    const metadata = new Map([["rivulet.pytorch", `[${"0,".repeat(2 ** 20)}0]`]]);
    expect(refusal(writeSafetensors({ metadata, tensors: new Map([["fc.weight", f32([1, 1], 1)]]) }))).toMatch(
      /^FILE_TOO_LARGE/,
    );
  });

  it.each(["no JSON", "[]", '{"order":[1]}', '{"unknown":1}', '{"heads":[null]}'])("options %s are damaged", (json) => {
    const metadata = new Map([["rivulet.pytorch", json]]);
    const tensors = new Map([["fc.weight", f32([1, 1], 1)]]);
    expect(refusal(writeSafetensors({ metadata, tensors }))).toMatch(/^FILE_DAMAGED/);
  });
});
