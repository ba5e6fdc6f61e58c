import { Model, type WindowOptions } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { decodeModelFile, type FileLimits, type ModelFile } from "@rivulet/formats";
import { Featurizer } from "@rivulet/text";
import { checkTagger, checkTaggerTask } from "./check-tagger.ts";
import { DelayTagger } from "./delay-tagger.ts";
import type { RevisionGate } from "./revision-gate.ts";
import type { Tagger } from "./tagger.ts";
import { TaggerState } from "./tagger-state.ts";
import { parseTaggerText } from "./tagger-text.ts";
import { WindowTagger } from "./window-tagger.ts";

export interface TaggerOptions {
  /** When a later head, or a later look, may change a label; default what the model file says. */
  readonly revise?: RevisionGate;
  /** Of a model that looks backward: tokens to come that make a tag final; default what the model file says, else 2. */
  readonly window?: number;
  /** Of a model that looks backward: tokens that are looked at together; default what the model file says, else 1. */
  readonly chunk?: number;
}

const DEFAULT_WINDOW: Required<WindowOptions> = { window: 2, chunk: 1 };

/** A model that labels tokens: immutable, shared by the taggers of all streams. */
export class TaggerModel {
  readonly model: Model;
  readonly labels: readonly string[];
  readonly featurizer: Featurizer;
  /** Tokens to come after which a tag is told: the delay of each head; of a model that looks backward, all that its window allows. */
  readonly delays: readonly number[];
  /** Steps after which a token's tag is final. */
  readonly maxDelay: number;
  /** What the file says of itself: name, licence, data, figures. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly #revise: RevisionGate;
  readonly #window: Required<WindowOptions>;

  private constructor(file: ModelFile) {
    checkTaggerTask(file);
    const text = parseTaggerText(file.text);
    this.featurizer = new Featurizer(text.featurizer);
    this.labels = checkTagger(file, this.featurizer.tables);
    this.about = file.about;
    this.#revise = text.decode?.revise ?? {};
    this.#window = { ...DEFAULT_WINDOW, ...text.decode?.window };
    this.model = Model.create(file.config, file.weights);
    this.delays = this.model.streams ? file.config.heads.map(({ delay = 0 }) => delay) : delaysOf(this.#window);
    this.maxDelay = Math.max(...this.delays);
  }

  /** @throws RivuletError TEXT_CONFIG_INVALID, CONFIG_INVALID where the model is not a tagger, WEIGHTS_INVALID */
  static fromFile(file: ModelFile): TaggerModel {
    return new TaggerModel(file);
  }

  /**
   * From the bytes of a model file.
   *
   * @throws RivuletError as `decodeModelFile` and `fromFile`
   */
  static load(bytes: Uint8Array, limits?: FileLimits): TaggerModel {
    return TaggerModel.fromFile(decodeModelFile(bytes, limits));
  }

  /** What a snapshot knows its model by. */
  get fingerprint(): string {
    return this.model.fingerprint;
  }

  /** Taggers that are not disposed. */
  get liveSessions(): number {
    return this.model.liveSessions;
  }

  /**
   * A tagger for one stream; `dispose` it when the stream ends.
   *
   * @throws RivuletError CONFIG_INVALID for a window that is none, or of a model that needs none; MEMORY_EXHAUSTED
   */
  createTagger(options: TaggerOptions = {}): Tagger {
    const { revise = this.#revise, window, chunk } = options;
    if (!this.model.streams) {
      const { window: defaultWindow, chunk: defaultChunk } = this.#window;
      return new WindowTagger(this, { window: window ?? defaultWindow, chunk: chunk ?? defaultChunk }, revise);
    }
    if (window !== undefined || chunk !== undefined) {
      throw new RivuletError("CONFIG_INVALID", "expected no window for a model that only looks forward, came one");
    }
    return new DelayTagger(new TaggerState(this, revise));
  }
}

function delaysOf({ window, chunk }: Required<WindowOptions>): number[] {
  return Array.from({ length: window + chunk }, (_, delay) => delay);
}
