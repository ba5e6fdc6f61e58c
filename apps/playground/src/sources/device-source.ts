import type { Quantity } from "../state/quantities.ts";
import type { StateRows } from "../state/state-rows.ts";
import type { FromWorker, ToWorker } from "../worker/messages.ts";
import type { TagListener, TagSource } from "./tag-source.ts";

/** What the engine on this device tells besides its tags. */
export interface DeviceListener extends TagListener {
  ready(about: Extract<FromWorker, { type: "ready" }>): void;
  steps(microseconds: readonly number[], sentenceEnds: readonly number[]): void;
  rows(rows: StateRows): void;
  failed(message: string): void;
}

/** The engine in a Web Worker of the page. */
export class DeviceSource implements TagSource {
  readonly #worker: Worker;

  constructor(worker: Worker, listener: DeviceListener) {
    this.#worker = worker;
    worker.addEventListener("message", (event: MessageEvent<FromWorker>) => hear(event.data, listener));
    worker.addEventListener("error", ({ message }) => listener.failed(message || "the worker could not be started"));
  }

  load(address: string): void {
    this.#tell({ type: "load", address });
  }

  push(text: string): void {
    this.#tell({ type: "push", text });
  }

  reset(): void {
    this.#tell({ type: "reset" });
  }

  /** Which numbers of the network to tell. */
  show(quantity: Quantity): void {
    this.#tell({ type: "show", quantity });
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}

function hear(message: FromWorker, listener: DeviceListener): void {
  switch (message.type) {
    case "ready":
      listener.ready(message);
      break;
    case "tagged":
      listener.steps(message.stepMicroseconds, message.sentenceEnds);
      listener.tags(message.tags);
      break;
    case "rows":
      listener.rows(message.rows);
      break;
    case "cleared":
      listener.cleared();
      break;
    case "refused":
      listener.refused(message.message);
      break;
    case "failed":
      listener.failed(message.message);
      break;
  }
}
