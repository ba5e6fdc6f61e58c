import { codes, type ErrorCode, RivuletError } from "@rivulet/errors";
import type { LoadCall, OpenCall, StreamCall, WorkerAnswer } from "./worker-messages.ts";

interface Waiting {
  resolve(result: unknown): void;
  reject(error: RivuletError): void;
}

/** Calls to a worker and their answers, by number. */
export class WorkerCalls {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #failure: RivuletError | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener("message", ({ data }) => this.#answered(data));
    worker.addEventListener("error", ({ message }) => {
      this.#fail(new RivuletError("INTERNAL", `expected a worker that runs, came ${message || "no script"}`));
    });
  }

  /** Rejects with what the tagger throws there, and INTERNAL where the worker fails. */
  ask<Result>(call: LoadCall | OpenCall | StreamCall): Promise<Result> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const id = ++this.#calls;
      this.#waiting.set(id, { resolve: (result) => resolve(result as Result), reject });
      this.#worker.postMessage({ ...call, id });
    });
  }

  /** Ends the worker; what waits is rejected with SESSION_DISPOSED, as all that comes after. */
  end(): void {
    this.#worker.terminate();
    this.#fail(new RivuletError("SESSION_DISPOSED", "expected a worker that runs, came one that was ended"));
  }

  #answered(answer: WorkerAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ("error" in answer) waiting?.reject(errorOf(answer.error));
    else waiting?.resolve(answer.result);
  }

  #fail(error: RivuletError): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

/** Worker and page are of one build: the code is one of ours, and its summary stands in the message. */
function errorOf({ code, message }: { readonly code: string; readonly message: string }): RivuletError {
  const known = code as ErrorCode;
  const summary = `${codes[known]}: `;
  const at = message.indexOf(summary);
  return new RivuletError(known, at < 0 ? message : message.slice(at + summary.length));
}
