import { decodeModelFile } from "@rivulet/formats";
import { END_OF_LINE, type Tag, type Tagger, TaggerModel, WordTokenizer } from "@rivulet/live";
import type { Quantity } from "../state/quantities.ts";
import type { FromWorker } from "./messages.ts";
import { StateRecorder } from "./state-recorder.ts";

/** Text that is tagged before the page hears of it: a long paste comes in parts. */
const SLICE = 2_000;

type Tell = (message: FromWorker) => void;

/** The engine on this device: text in, tags and what the network did out. */
export class DeviceTagger {
  readonly #tell: Tell;
  readonly #model: TaggerModel;
  readonly #tagger: Tagger;
  /** None of a model that looks backward. */
  readonly #recorder: StateRecorder | undefined;
  #tokenizer: WordTokenizer;
  #quantity: Quantity = "hidden";

  /** @throws RivuletError as `TaggerModel.fromFile` */
  constructor(modelFile: Uint8Array, tell: Tell) {
    this.#tell = tell;
    const file = decodeModelFile(modelFile);
    this.#model = TaggerModel.fromFile(file);
    this.#tagger = this.#model.createTagger();
    const recorder = this.#model.model.streams ? new StateRecorder(this.#model, file.weights) : undefined;
    this.#recorder = recorder;
    this.#tokenizer = this.#newTokenizer();
    tell({ type: "ready", quantities: recorder?.quantities ?? [], units: recorder?.units ?? 0 });
  }

  push(text: string): void {
    for (let at = 0; at < text.length; at += SLICE) this.#pushSlice(text.slice(at, at + SLICE));
  }

  reset(): void {
    this.#tokenizer = this.#newTokenizer();
    this.#tagger.reset();
    this.#recorder?.reset();
    this.#tell({ type: "cleared" });
  }

  show(quantity: Quantity): void {
    this.#quantity = quantity;
    this.#tellRows(0);
  }

  #pushSlice(text: string): void {
    const tags: Tag[] = [];
    const stepMicroseconds: number[] = [];
    const sentenceEnds: number[] = [];
    const seen = this.#recorder?.steps ?? 0;
    for (const token of this.#tokenizer.push(text)) {
      if (token === END_OF_LINE) {
        if (this.#tagger.index > 0) sentenceEnds.push(this.#tagger.index - 1);
        this.#recordEnd();
        tags.push(...this.#tagger.flush());
      } else {
        this.#recorder?.step(token, this.#tagger.index);
        const start = performance.now();
        tags.push(...this.#tagger.push(token));
        stepMicroseconds.push((performance.now() - start) * 1_000);
      }
    }
    this.#tell({ type: "tagged", tags, stepMicroseconds, sentenceEnds });
    this.#tellRows(seen);
  }

  /** A flush of the tagger is as many end steps as its longest delay, and none where nothing is pending. */
  #recordEnd(): void {
    if (this.#tagger.pending === 0) return;
    for (let step = 0; step < this.#model.maxDelay; step++) this.#recorder?.step(undefined, -1);
  }

  #tellRows(from: number): void {
    if (this.#recorder !== undefined) this.#tell({ type: "rows", rows: this.#recorder.rows(this.#quantity, from) });
  }

  #newTokenizer(): WordTokenizer {
    return new WordTokenizer({
      lines: true,
      onError: (error) => this.#tell({ type: "refused", message: error.message }),
    });
  }
}
