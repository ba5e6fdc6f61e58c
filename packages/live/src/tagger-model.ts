import { Model } from "@rivulet/engine";
import { type AnyModelFile, decodeModelFile, type FileLimits, stackModelFile } from "@rivulet/formats";
import { Featurizer } from "@rivulet/text";
import { checkTagger } from "./check-tagger.ts";
import type { RevisionGate } from "./revision-gate.ts";
import { Tagger } from "./tagger.ts";
import { TaggerState } from "./tagger-state.ts";
import { parseTaggerText } from "./tagger-text.ts";

export interface TaggerOptions {
  /** When a later head may change a label; default what the model file says. */
  readonly revise?: RevisionGate;
}

/** A model that labels tokens: immutable, shared by the taggers of all streams. */
export class TaggerModel {
  readonly model: Model;
  readonly labels: readonly string[];
  readonly featurizer: Featurizer;
  /** The delay of each head. */
  readonly delays: readonly number[];
  /** Steps after which a token's tag is final. */
  readonly maxDelay: number;
  /** What the file says of itself: name, licence, data, figures. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly #revise: RevisionGate;

  private constructor(anyFile: AnyModelFile) {
    const file = stackModelFile(anyFile);
    const text = parseTaggerText(file.text);
    this.featurizer = new Featurizer(text.featurizer);
    this.labels = checkTagger(file, this.featurizer.tables);
    this.delays = file.config.heads.map(({ delay = 0 }) => delay);
    this.maxDelay = Math.max(...this.delays);
    this.about = file.about;
    this.#revise = text.decode?.revise ?? {};
    this.model = Model.create(file.config, file.weights);
  }

  /** @throws RivuletError TEXT_CONFIG_INVALID, CONFIG_INVALID where the model is not a tagger, WEIGHTS_INVALID */
  static fromFile(file: AnyModelFile): TaggerModel {
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

  /** A tagger for one stream; `dispose` it when the stream ends. */
  createTagger(options: TaggerOptions = {}): Tagger {
    return new Tagger(new TaggerState(this, options.revise ?? this.#revise));
  }
}
