import type { LayerConfig } from "@rivulet/engine";
import { codeOf } from "@rivulet/errors/testing";
import { encodeModelFile, type ModelFile } from "@rivulet/formats";
import { describe, expect, it } from "vitest";
import type { Tagger } from "./tagger.ts";
import { TaggerModel } from "./tagger-model.ts";
import { toyTaggerFile } from "./testing/index.ts";

const file = toyTaggerFile();

describe("TaggerModel", () => {
  it("comes from the bytes of a model file as from the file itself", () => {
    const [loaded, made] = [TaggerModel.load(encodeModelFile(file)), TaggerModel.fromFile(file)];
    expect(loaded.fingerprint).toBe(made.fingerprint);
    expect(loaded.labels).toEqual(file.labels);
    expect(loaded.delays).toEqual([0, 1, 2]);
    expect(loaded.maxDelay).toBe(2);
    expect(loaded.about).toEqual(file.about);
    expect(loaded.createTagger().push("cats")).toEqual(made.createTagger().push("cats"));
  });

  it("decodes as the file says, unless told otherwise", () => {
    const held = TaggerModel.fromFile({
      ...file,
      text: { ...(file.text as object), decode: { revise: { margin: 1 } } },
    });
    const tokens = "The cats that ate were full .".split(" ");
    const revisionsInTheMiddle = (tagger = held.createTagger()) =>
      [...tokens.flatMap((token) => tagger.push(token)), ...tagger.flush()].filter(({ delay }) => delay === 1).length;
    const free = revisionsInTheMiddle(TaggerModel.fromFile(file).createTagger());
    expect(free).toBeGreaterThan(0);
    expect(revisionsInTheMiddle()).toBe(0);
    expect(revisionsInTheMiddle(held.createTagger({ revise: {} }))).toBe(free);
  });

  const backwardLayers: LayerConfig[] = [{ cell: "lstm", hidden: 4, direction: "backward" }];
  const backward = toyTaggerFile({ layers: backwardLayers, delays: [0] });

  it("looks as far ahead as told, else as the file says, else 2 tokens", () => {
    const told = { ...backward, text: { ...(backward.text as object), decode: { window: { window: 3, chunk: 2 } } } };
    expect(TaggerModel.fromFile(backward)).toMatchObject({ delays: [0, 1, 2], maxDelay: 2 });
    expect(TaggerModel.fromFile(told)).toMatchObject({ delays: [0, 1, 2, 3, 4], maxDelay: 4 });
    const tokensUntilFinal = (tagger: Tagger) => {
      let count = 1;
      while (!tagger.push("cats").some(({ final }) => final)) count++;
      return count;
    };
    expect(tokensUntilFinal(TaggerModel.fromFile(backward).createTagger())).toBe(3);
    expect(tokensUntilFinal(TaggerModel.fromFile(told).createTagger())).toBe(4);
    expect(tokensUntilFinal(TaggerModel.fromFile(told).createTagger({ window: 0, chunk: 1 }))).toBe(1);
  });

  it("takes no window where it only looks forward, and none that is none", () => {
    expect(codeOf(() => TaggerModel.fromFile(file).createTagger({ window: 1 }))).toBe("CONFIG_INVALID");
    expect(codeOf(() => TaggerModel.fromFile(backward).createTagger({ window: -1 }))).toBe("CONFIG_INVALID");
  });

  const { labels: _, ...unlabelled } = file;
  const heads = (change: object) => ({
    ...file,
    config: { ...file.config, heads: file.config.heads.map((head) => ({ ...head, ...change })) },
  });
  const text = (change: object) => ({ ...file, text: { ...(file.text as object), ...change } });
  it.each<[string, ModelFile, string]>([
    ["another task", { ...file, task: "scorer" }, 'CONFIG_INVALID expected a model of the task tagger, came "scorer"'],
    [
      "another task, which has no text",
      { task: "sequence", config: file.config, weights: file.weights, about: {} },
      'CONFIG_INVALID expected a model of the task tagger, came "sequence"',
    ],
    ["no labels", unlabelled, "CONFIG_INVALID expected labels that differ, came nothing"],
    ["a label twice", { ...file, labels: ["A", "A", "B", "C", "D"] }, "CONFIG_INVALID expected labels that differ"],
    [
      "too few labels",
      { ...file, labels: ["A", "B"] },
      "CONFIG_INVALID expected head delay0 to have the 2 labels, came 5",
    ],
    [
      "heads without probabilities",
      heads({ activation: "none" }),
      "CONFIG_INVALID expected head delay0 to be a softmax",
    ],
    [
      "equal delays",
      heads({ delay: 0 }),
      "CONFIG_INVALID expected heads of different delays, one of them 0, came [0,0,0]",
    ],
    ["no head for the newest token", toyTaggerFile({ delays: [1, 2] }), "one of them 0, came [1,2]"],
    [
      "two heads where a layer looks backward",
      toyTaggerFile({ layers: backwardLayers, delays: [0, 1] }),
      "CONFIG_INVALID expected one head where a layer looks backward, came [0,1]",
    ],
    [
      "a window that is none",
      text({ decode: { window: { window: -1 } } }),
      "window.window to be a whole number from 0",
    ],
    ["a chunk that is none", text({ decode: { window: { chunk: 0 } } }), "window.chunk to be a whole number from 1"],
    ["no text", { ...file, text: null }, "TEXT_CONFIG_INVALID expected text to be an object, came null"],
    ["no featurizer", { ...file, text: {} }, "TEXT_CONFIG_INVALID"],
    [
      "a featurizer of other tables",
      text({ featurizer: { features: [{ name: "length", kind: "length", size: 4 }] } }),
      "CONFIG_INVALID expected the tables of the featurizer (length 23 × 4) as input",
    ],
    [
      "an input that is no embedding",
      { ...file, config: { ...file.config, input: { kind: "dense", size: 12 } } },
      "CONFIG_INVALID expected the tables of the featurizer",
    ],
    ["a gate that is no probability", text({ decode: { revise: { margin: 2 } } }), "revise.margin from 0 to 1, came 2"],
    ["a gate that is no object", text({ decode: { revise: 1 } }), "expected text.decode.revise to be an object"],
    ["weights of another model", { ...file, weights: {} }, "WEIGHTS_INVALID"],
  ])("refuses %s", (_name, wrong, message) => {
    const refusal = (() => {
      try {
        return TaggerModel.fromFile(wrong);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toMatchObject({ name: "RivuletError" });
    const { code, message: said } = refusal as { code: string; message: string };
    expect(`${code} ${said.slice(said.indexOf(": ") + 2)}`).toContain(message);
  });
});
