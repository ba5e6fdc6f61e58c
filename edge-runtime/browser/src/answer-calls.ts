import { loadModel, RivuletError, type TaggerModel, TextTagger } from "rivulet";
import type { LoadCall, ModelFacts, OpenCall, StreamCall, WorkerAnswer, WorkerCall } from "./worker-messages.ts";

/** The taggers of one worker: one model, any number of streams. */
class WorkerTaggers {
  #model: TaggerModel | undefined;
  readonly #streams = new Map<number, TextTagger>();

  async answer(call: WorkerCall): Promise<unknown> {
    switch (call.call) {
      case "load":
        return this.#load(call);
      case "open":
        return this.#open(call);
      default:
        return this.#ask(call);
    }
  }

  async #load({ source }: LoadCall): Promise<ModelFacts> {
    const { fingerprint, labels, delays } = await loadModel(source).then((model) => {
      this.#model = model;
      return model;
    });
    return { fingerprint, labels, delays };
  }

  #open({ stream, options }: OpenCall): undefined {
    if (this.#model === undefined) throw new RivuletError("INTERNAL", "expected a loaded model, came none");
    this.#streams.set(stream, new TextTagger(this.#model, options));
  }

  #ask(call: StreamCall): unknown {
    const tagger = this.#streams.get(call.stream);
    if (tagger === undefined) throw new RivuletError("SESSION_DISPOSED", "expected an open stream, came another");
    switch (call.call) {
      case "push":
        return tagger.push(call.input ?? "");
      case "token":
        return tagger.tagger.push(call.input ?? "");
      case "flush":
        return tagger.flush();
      case "reset":
        return tagger.reset();
      case "snapshot":
        return tagger.snapshot();
      case "restore":
        return tagger.restore(call.input ?? new Uint8Array());
      case "dispose":
        this.#streams.delete(call.stream);
        return tagger.dispose();
    }
  }
}

/** The part of a worker's global scope that is used. */
export interface WorkerScope {
  addEventListener(type: "message", listener: (event: { readonly data: WorkerCall }) => void): void;
  postMessage(answer: WorkerAnswer): void;
}

/** Answers the calls of a page, in their order. */
export function answerCalls(scope: WorkerScope): void {
  const taggers = new WorkerTaggers();
  scope.addEventListener("message", async ({ data }) => {
    const { id } = data;
    try {
      scope.postMessage({ id, result: await taggers.answer(data) });
    } catch (error) {
      const known = error instanceof RivuletError;
      scope.postMessage({ id, error: { code: known ? error.code : "INTERNAL", message: String(error) } });
    }
  });
}
