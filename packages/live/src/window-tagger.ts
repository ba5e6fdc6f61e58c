import { createWindowedSession, type WindowedSession, type WindowOptions } from "@rivulet/engine";
import type { RevisionGate } from "./revision-gate.ts";
import type { Tag } from "./tag.ts";
import type { Tagger } from "./tagger.ts";
import type { TaggerModel } from "./tagger-model.ts";
import { WindowDecoder } from "./window-decoder.ts";
import { restoreWindowTagger, snapshotWindowTagger } from "./window-tagger-snapshot.ts";

/**
 * A tagger whose model looks backward: each token is told anew as what follows it comes, until `window` tokens have. What
 * looks backward starts behind the newest token, after a flush behind the flushed one.
 */
export class WindowTagger implements Tagger {
  readonly model: TaggerModel;
  readonly #session: WindowedSession;
  readonly #decoder: WindowDecoder;
  readonly #ids: Int32Array;
  #disposed = false;

  /** @throws RivuletError CONFIG_INVALID for a window or a chunk that is none, MEMORY_EXHAUSTED */
  constructor(model: TaggerModel, options: WindowOptions, gate: RevisionGate) {
    this.model = model;
    this.#session = createWindowedSession(model.model, options);
    this.#decoder = new WindowDecoder(model.labels, gate);
    this.#ids = new Int32Array(model.featurizer.idsPerToken);
  }

  get index(): number {
    return this.#session.steps;
  }

  get pending(): number {
    return this.#decoder.pending.length;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  push(token: string): Tag[] {
    this.model.featurizer.featurize(token, this.#ids);
    const outputs = this.#session.push(this.#ids);
    this.#decoder.token(token);
    return this.#decoder.tags(outputs);
  }

  flush(): Tag[] {
    return this.#decoder.tags(this.#session.flush());
  }

  reset(): void {
    this.#session.reset();
    this.#decoder.reset();
  }

  snapshot(): Uint8Array {
    return snapshotWindowTagger(this.#session, this.#decoder);
  }

  restore(bytes: Uint8Array): void {
    restoreWindowTagger(this.#session, this.#decoder, this.model.labels.length, bytes);
  }

  dispose(): void {
    this.#disposed = true;
    this.#session.dispose();
  }
}
