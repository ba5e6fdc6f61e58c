import type { TextTaggerOptions } from "@rivulet/live";
import { WorkerCalls } from "./worker-calls.ts";
import type { ModelFacts } from "./worker-messages.ts";
import { WorkerStream } from "./worker-stream.ts";

/** A model in a Web Worker: its streams are tagged there, and the page stays free. Made by `createWorkerTagger`. */
export class WorkerTagger implements ModelFacts {
  readonly fingerprint: string;
  readonly labels: readonly string[];
  readonly delays: readonly number[];
  readonly #calls: WorkerCalls;
  #streams = 0;

  constructor(calls: WorkerCalls, { fingerprint, labels, delays }: ModelFacts) {
    this.#calls = calls;
    this.fingerprint = fingerprint;
    this.labels = labels;
    this.delays = delays;
  }

  /** A tagger for one stream, as `TextTagger`; `dispose` it when the stream ends. */
  open(options: TextTaggerOptions = {}): WorkerStream {
    const stream = ++this.#streams;
    return new WorkerStream(this.#calls, stream, options);
  }

  /** Ends the worker with all its streams. */
  end(): void {
    this.#calls.end();
  }
}

export interface WorkerTaggerOptions {
  /** The worker; default the file rivulet-worker.js beside the page's bundle. */
  readonly worker?: Worker;
}

/**
 * Loads a model file, by its address or its bytes, in a Web Worker.
 *
 * @throws RivuletError as `loadModel`
 */
export async function createWorkerTagger(
  model: URL | string | Uint8Array,
  { worker = defaultWorker() }: WorkerTaggerOptions = {},
): Promise<WorkerTagger> {
  const calls = new WorkerCalls(worker);
  // An address means the same in the worker only when it is whole.
  const source = model instanceof Uint8Array ? model : new URL(model, document.baseURI).href;
  try {
    return new WorkerTagger(calls, await calls.ask<ModelFacts>({ call: "load", source }));
  } catch (error) {
    calls.end();
    throw error;
  }
}

function defaultWorker(): Worker {
  return new Worker(new URL("./rivulet-worker.js", import.meta.url), { type: "module" });
}
