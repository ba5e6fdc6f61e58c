import { Model, type ModelConfig, Random, type Session, type StepInput, weightShapes } from "@rivulet/engine";
import type { ModelFile } from "@rivulet/formats";
import type { Answer, JobFeed, JobMessage, Oracle } from "./job-feed.ts";

const SPOILED = 0.02;
const IDS = 12;

type ScoringShape = "many-to-many" | "many-to-one";

interface ScoringMessage extends JobMessage {
  readonly input?: StepInput;
  readonly code?: string;
}

/** Events of so many keys: two numbers for a many-to-many network, an id or several and two numbers for a many-to-one. */
export function scoringFeed(keys: number, shape: ScoringShape): JobFeed {
  const modelFile = networkFile(shape);
  const message = (index: number) => scoringMessage(index, keys, shape);
  return {
    modelFile,
    message,
    oracle: () => new ScoringOracle(Model.create(modelFile.config, modelFile.weights), message),
  };
}

function networkFile(shape: ScoringShape): ModelFile {
  const config: ModelConfig = {
    shape,
    input:
      shape === "many-to-many"
        ? { kind: "dense", size: 2 }
        : { kind: "embedding", tables: [{ name: "event", rows: IDS, size: 4 }], dense: 2 },
    layers: [
      { cell: "lstm", hidden: 7 },
      { cell: "gru", hidden: 5, reset: "after" },
    ],
    heads: [
      { name: "kind", size: 3, activation: "softmax" },
      { name: "level", size: 1, activation: "none" },
    ],
  };
  const random = new Random(3);
  const weights = [...weightShapes(config)].map(([name, sizes]) => {
    const length = sizes.reduce((product, size) => product * size, 1);
    return [name, { shape: sizes, data: Float32Array.from({ length }, () => random.normal()) }] as const;
  });
  return { task: "sequence", config, weights: Object.fromEntries(weights), about: {} };
}

function scoringMessage(index: number, keys: number, shape: ScoringShape): ScoringMessage {
  const random = new Random(index + 1);
  const below = (count: number) => Math.floor(random.next() * count);
  const key = `k${below(keys)}`;
  if (random.next() < SPOILED) return spoiled(below(4), key);
  const dense = [random.normal(), random.normal()];
  const ids = below(2) === 0 ? below(IDS) : Array.from({ length: below(3) }, () => below(IDS));
  const numbers = Float32Array.from(dense);
  if (shape === "many-to-many") return { data: JSON.stringify({ user: key, value: dense }), key, input: numbers };
  return {
    data: JSON.stringify({ user: key, value: { ids, dense } }),
    key,
    input: { ids: typeof ids === "number" ? ids : Int32Array.from(ids), dense: numbers },
  };
}

function spoiled(kind: number, key: string): ScoringMessage {
  switch (kind) {
    case 0:
      return { data: '{"user": ', key: null, code: "FRAME_MALFORMED" };
    case 1:
      return { data: JSON.stringify({ user: key }), key, code: "MESSAGE_INVALID" };
    case 2:
      return { data: JSON.stringify({ user: key, value: "7" }), key, code: "MESSAGE_INVALID" };
    default:
      return { data: JSON.stringify({ user: key, value: [1, null] }), key, code: "MESSAGE_INVALID" };
  }
}

/** One session a key. */
class ScoringOracle implements Oracle {
  readonly #model: Model;
  readonly #message: (index: number) => ScoringMessage;
  readonly #sessions = new Map<string, Session>();

  constructor(model: Model, message: (index: number) => ScoringMessage) {
    this.#model = model;
    this.#message = message;
  }

  answer(index: number, seq: number): Answer {
    const { key, input, code } = this.#message(index);
    const refused = code === undefined ? {} : { code };
    if (key === null || input === undefined) return { key, seq, scores: {}, ...refused };
    const session = this.#sessions.get(key) ?? this.#model.createSession();
    this.#sessions.set(key, session);
    session.step(input);
    const [kind, level] = [0, 1].map((head) => Array.from(session.probabilities(head)));
    return { key, seq, scores: { kind, level } };
  }
}
